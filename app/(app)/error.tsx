"use client";
import { ErrorState } from "#app/_ui/states.tsx";

export default function AppError({ reset }: { error: Error; reset: () => void }) {
  return (
    <ErrorState
      title="This page couldn't be shown"
      text="Something went wrong on our side. Try again; if it stays, the server's log has the reason."
      onRetry={reset}
    />
  );
}
