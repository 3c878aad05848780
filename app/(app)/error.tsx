"use client";
import { PageFailed } from "#app/_ui/page-failed.client.tsx";

export default function AppError({ reset }: { error: Error; reset: () => void }) {
  return <PageFailed reset={reset} />;
}
