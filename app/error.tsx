"use client";
import { PageFailed } from "./_ui/page-failed.client.tsx";

/** Where not even the frame around the page could be made: without a database nobody is known. */
export default function RootError({ reset }: { error: Error; reset: () => void }) {
  return (
    <main className="mx-auto max-w-2xl px-4 py-16">
      <PageFailed reset={reset} />
    </main>
  );
}
