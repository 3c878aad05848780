"use client";
import { CircleCheck } from "lucide-react";
import { type Failure, useFailures } from "#app/_queries/operations.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card } from "#app/_ui/card.tsx";
import { LocalDate } from "#app/_ui/local-date.client.tsx";
import { EmptyState, ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import { taskTitle } from "../task-titles.ts";

/** Failed tries, newest first, each with its stack. */
export function FailuresView() {
  const { data, error, refetch, isFetching, hasNextPage, fetchNextPage, isFetchingNextPage } = useFailures();
  const failures = data?.pages.flatMap((page) => page.failures);
  if (!failures) {
    if (!error) return <SkeletonList count={5} className="h-20" />;
    return (
      <ErrorState title="Failures couldn't be loaded" text={error.message} onRetry={refetch} isRetrying={isFetching} />
    );
  }
  if (failures.length === 0) {
    return (
      <EmptyState
        icon={<CircleCheck className="size-5" />}
        title="Nothing failed"
        text="Failed tries of any account's jobs show up here with what they threw."
      />
    );
  }
  return (
    <>
      <Card className="overflow-hidden">
        <ul aria-label="Failures" className="divide-y divide-line">
          {failures.map((failure) => (
            <FailureRow key={failure.id} failure={failure} />
          ))}
        </ul>
      </Card>
      {hasNextPage ? (
        <div className="mt-4 text-center">
          <Button onClick={() => fetchNextPage()} disabled={isFetchingNextPage}>
            {isFetchingNextPage ? "Loading …" : "Show more"}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function FailureRow({ failure }: { failure: Failure }) {
  return (
    <li className="p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Badge tone={failure.isTriedAgain ? "warn" : "bad"}>{failure.code.replaceAll("_", " ")}</Badge>
        <span className="font-medium">{taskTitle(failure.task)}</span>
        <span className="text-sm text-muted">{failure.accountName}</span>
        <span className="ml-auto text-sm text-muted">
          try {failure.attempt}, <LocalDate iso={failure.createdAt} />
        </span>
      </div>
      <p className="mt-1.5 text-sm break-words">
        {failure.message}{" "}
        <span className="text-muted">{failure.isTriedAgain ? "It is tried again." : "Given up."}</span>
      </p>
      <details className="mt-1.5 text-sm">
        <summary className="cursor-pointer rounded text-muted hover:text-ink">Stack</summary>
        <pre className="mt-2 rounded-lg bg-canvas p-3 text-xs break-words whitespace-pre-wrap">
          {`${failure.stack}\n\nhost ${failure.hostId}, subject ${failure.subjectId}`}
        </pre>
      </details>
    </li>
  );
}
