import { Play } from "lucide-react";
import type { StreamPage, StreamVod } from "#app/_queries/streams.ts";
import { vodUrls } from "#app/_queries/vods.ts";
import { PageLink } from "#app/_ui/page-link.client.tsx";
import { Poster } from "#app/_ui/poster.client.tsx";
import { formatBytes, formatDuration, formatTimestamp } from "#lib/time.ts";
import { StreamSteps } from "./stream-steps.tsx";

/** A stream at a glance: its picture, how far it is on the way to clips, and what its recording is. */
export function StreamOverview({ page, vod }: { page: StreamPage; vod: StreamVod }) {
  const isReady = vod.state === "ready";
  return (
    <section aria-label="Overview" className="grid gap-x-8 gap-y-5 md:grid-cols-[minmax(0,22rem)_minmax(0,1fr)]">
      <div className="relative self-start">
        <Poster src={vod.hasPoster ? vodUrls.poster(vod.id) : null} alt="" className="rounded-xl!" />
        {isReady ? (
          <PageLink
            href={`/vods/${vod.id}`}
            aria-label={`Watch ${vod.title}`}
            className="group absolute inset-0 grid place-items-center rounded-xl"
          >
            <span className="grid size-14 place-items-center rounded-full bg-black/65 text-white transition-colors group-hover:bg-accent group-hover:text-on-accent">
              <Play aria-hidden className="size-6 translate-x-0.5 fill-current" />
            </span>
          </PageLink>
        ) : null}
        {vod.durationMs ? (
          <span className="time pointer-events-none absolute right-2 bottom-2 rounded bg-black/80 px-1.5 text-xs leading-5 text-white">
            {formatTimestamp(vod.durationMs / 1000, 0)}
          </span>
        ) : null}
      </div>
      <div className="grid content-between gap-5">
        <StreamSteps page={page} vod={vod} />
        <Facts vod={vod} media={page.media} />
      </div>
    </section>
  );
}

function Facts({ vod, media }: { vod: StreamVod; media: StreamPage["media"] }) {
  const rate = media ? media.frameRate.toFixed(2).replace(/\.?0+$/, "") : "";
  const facts: [string, string | null][] = [
    ["Length", vod.durationMs ? formatDuration(vod.durationMs / 1000) : null],
    ["Size", vod.sizeBytes ? formatBytes(vod.sizeBytes) : null],
    ["Picture", media ? `${media.width} × ${media.height}, ${media.videoCodecName}` : null],
    ["Frames a second", media ? `${rate}${media.hasVariableFrameRate ? ", uneven" : ""}` : null],
    ["Sound", media ? describeSound(media.soundTracks) : null],
  ];
  const notes = [
    media?.convertedReason ?? null,
    media && !media.playsInChromium
      ? `Not every browser plays this: the picture is kept as ${media.videoCodecName}.`
      : null,
  ].filter((note) => note !== null);
  const known = facts.filter(([, value]) => value !== null);
  if (known.length === 0) return null;
  return (
    <div>
      <dl className="flex flex-wrap gap-x-8 gap-y-3 border-t border-line pt-4 text-sm">
        {known.map(([name, value]) => (
          <div key={name}>
            <dt className="text-muted">{name}</dt>
            <dd className="font-medium">{value}</dd>
          </div>
        ))}
      </dl>
      {notes.map((note) => (
        <p key={note} className="mt-3 text-sm text-muted">
          {note}
        </p>
      ))}
    </div>
  );
}

const describeSound = (tracks: string[]): string =>
  tracks.length === 0 ? "None" : tracks.length === 1 ? "1 track" : `${tracks.length} tracks: ${tracks.join(", ")}`;
