"use client";
import { RefreshCw, SearchX } from "lucide-react";
import { useDeferredValue } from "react";
import { toast } from "sonner";
import { type StreamFound, useDetectAnywhere, useFoundStreams } from "#app/_queries/operations.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card } from "#app/_ui/card.tsx";
import { TextField } from "#app/_ui/field.tsx";
import { countOf } from "#app/_ui/job-words.ts";
import { LocalDate } from "#app/_ui/local-date.client.tsx";
import { EmptyState, ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import { useUrlState } from "#app/_ui/url-state.ts";
import { DetectionDiffNote } from "#app/(app)/streams/[streamId]/detection-diff.tsx";

/** Finds a stream of any account and has its highlights looked for again. */
export function AnyStreams() {
  const [search, setSearch] = useUrlState("search");
  const { data: streams, error, refetch, isFetching } = useFoundStreams(useDeferredValue(search));
  return (
    <>
      <div className="mb-4 max-w-md">
        <TextField
          id="stream-search"
          type="search"
          label="Title or account"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      {!streams && error ? (
        <ErrorState title="Streams couldn't be loaded" text={error.message} onRetry={refetch} isRetrying={isFetching} />
      ) : null}
      {!streams && !error ? <SkeletonList count={4} className="h-20" /> : null}
      {streams?.length === 0 ? (
        <EmptyState
          icon={<SearchX className="size-5" />}
          title="No stream is called that"
          text="Try a part of its title, or its account's name."
        />
      ) : null}
      {streams && streams.length > 0 ? (
        <Card className="overflow-hidden">
          <ul aria-label="Streams" className="divide-y divide-line">
            {streams.map((stream) => (
              <StreamRow key={stream.streamId} stream={stream} />
            ))}
          </ul>
        </Card>
      ) : null}
    </>
  );
}

const states: Record<string, { label: string; tone: "accent" | "bad" | "good"; live?: boolean }> = {
  queued: { label: "Waiting", tone: "accent", live: true },
  running: { label: "Finding highlights", tone: "accent", live: true },
  failed: { label: "Failed", tone: "bad" },
  done: { label: "Done", tone: "good" },
};

function StreamRow({ stream }: { stream: StreamFound }) {
  const detect = useDetectAnywhere();
  const { detection } = stream;
  const state = detection && states[detection.state];
  const again = () =>
    detect.mutate(stream.streamId, {
      onSuccess: ({ joined }) => toast(joined ? "It is being looked at already" : "Looking for highlights again"),
      onError: (error) => toast.error(error.message),
    });
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-3 p-4">
      <div className="min-w-64 flex-1">
        <p className="font-medium break-words">{stream.title}</p>
        <p className="mt-0.5 flex flex-wrap gap-x-3 text-sm text-muted">
          <span>{stream.accountName}</span>
          <LocalDate iso={stream.createdAt} />
          <span>{countOf(stream.highlightCount, "highlights")}</span>
          <span>{stream.cutCount} cut</span>
        </p>
        {detection?.failureText && detection.state === "failed" ? (
          <p className="mt-1.5 text-sm break-words text-bad">{detection.failureText}</p>
        ) : null}
        {detection?.state === "done" && detection.diff ? <DetectionDiffNote diff={detection.diff} /> : null}
      </div>
      <div className="flex items-center gap-3">
        {state ? (
          <Badge tone={state.tone} live={state.live}>
            {state.label}
          </Badge>
        ) : null}
        <Button
          size="small"
          onClick={again}
          disabled={!stream.isReady || detect.isPending || state?.live}
          aria-label={`Find highlights again: ${stream.title}`}
        >
          <RefreshCw aria-hidden className="size-4" /> Find again
        </Button>
      </div>
    </li>
  );
}
