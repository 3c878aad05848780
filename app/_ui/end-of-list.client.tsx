"use client";
import { useEffect, useRef } from "react";
import { Button } from "./button.tsx";
import { ErrorState } from "./states.tsx";

/** How far below the window the next page is asked for already. */
const aheadPx = 800;

type Paged = {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  error: Error | null;
  fetchNextPage: () => unknown;
};

/** The end of an endless list: brings the next page when it comes near, by a press too, and says when that was all. */
export function EndOfList({ list, all }: { list: Paged; all: string }) {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, error, fetchNextPage } = list;
  const mark = useRef<HTMLDivElement>(null);
  const fetchNext = useRef(fetchNextPage);
  fetchNext.current = fetchNextPage;
  const isWaiting = hasNextPage && !isFetchingNextPage && !isFetchNextPageError;
  useEffect(() => {
    if (!isWaiting || !mark.current) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) fetchNext.current();
      },
      { rootMargin: `${aheadPx}px` },
    );
    observer.observe(mark.current);
    return () => observer.disconnect();
  }, [isWaiting]);
  return (
    <div ref={mark} className="mt-4 flex min-h-10 items-center justify-center text-sm text-muted">
      {isFetchNextPageError ? (
        <ErrorState title="The rest couldn't be loaded" text={error?.message ?? ""} onRetry={fetchNextPage} />
      ) : hasNextPage ? (
        <Button look="quiet" size="small" disabled={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {isFetchingNextPage ? "Loading more …" : "Show more"}
        </Button>
      ) : (
        <p>{all}</p>
      )}
    </div>
  );
}
