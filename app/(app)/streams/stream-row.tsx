import type { StreamListEntry } from "#app/_queries/streams.ts";
import { vodUrls } from "#app/_queries/vods.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { JobLine } from "#app/_ui/job-line.tsx";
import { countOf, vodStates } from "#app/_ui/job-words.ts";
import { LocalDate } from "#app/_ui/local-date.client.tsx";
import { PageLink } from "#app/_ui/page-link.client.tsx";
import { Poster } from "#app/_ui/poster.client.tsx";
import { formatBytes, formatDuration } from "#lib/time.ts";

/** A stream in the list: picture, title, length, state, what was found and cut. */
export function StreamRow({ stream }: { stream: StreamListEntry }) {
  const vod = stream.vods[0];
  const state = vod ? vodStates[vod.state] : null;
  const openJob = stream.jobs.find((job) => ["queued", "running", "waiting"].includes(job.state));
  return (
    <li className="relative flex gap-4 rounded-xl border border-line bg-surface p-3 hover:border-line-strong max-sm:flex-col sm:items-center">
      <Poster src={vod?.hasPoster ? vodUrls.poster(vod.id) : null} alt="" className="w-full shrink-0 sm:w-44" />
      <div className="min-w-0 flex-1">
        <h2 className="truncate font-semibold" title={stream.title}>
          <PageLink
            href={`/streams/${stream.streamId}`}
            className="rounded after:absolute after:inset-0 after:rounded-xl"
          >
            {stream.title}
          </PageLink>
        </h2>
        <p className="mt-0.5 flex flex-wrap gap-x-3 text-sm text-muted">
          <LocalDate iso={stream.startedAt ?? stream.createdAt} />
          {vod?.durationMs ? <span className="time">{formatDuration(vod.durationMs / 1000)}</span> : null}
          {vod?.sizeBytes ? <span className="time">{formatBytes(vod.sizeBytes)}</span> : null}
        </p>
        {vod?.state === "failed" ? <p className="mt-2 line-clamp-2 text-sm text-bad">{vod.failureText}</p> : null}
        {openJob ? (
          <div className="mt-2 max-w-md">
            <JobLine job={openJob} />
          </div>
        ) : null}
      </div>
      <div className="flex flex-wrap items-center gap-2 sm:flex-col sm:items-end">
        {state ? (
          <Badge tone={state.tone} live={state.live}>
            {state.label}
          </Badge>
        ) : null}
        {vod?.state === "ready" ? (
          <>
            <span className="text-sm text-muted">{countOf(stream.highlightCount, "highlights")}</span>
            <span className="text-sm text-muted">{countOf(stream.clipCount, "clips")}</span>
          </>
        ) : null}
      </div>
    </li>
  );
}
