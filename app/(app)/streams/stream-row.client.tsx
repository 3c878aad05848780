"use client";
import { Pencil, Pin, PinOff, Play, RotateCcw, Trash2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { type StreamListEntry, useRetryVod } from "#app/_queries/streams.ts";
import { useTrashWithWords } from "#app/_queries/use-trash-with-words.ts";
import { vodUrls } from "#app/_queries/vods.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { JobLine } from "#app/_ui/job-line.tsx";
import { countOf, streamStates } from "#app/_ui/job-words.ts";
import { LocalDate } from "#app/_ui/local-date.client.tsx";
import { Menu, MenuItem, MenuLine, MenuLink } from "#app/_ui/menu.client.tsx";
import { PageLink } from "#app/_ui/page-link.client.tsx";
import { Poster } from "#app/_ui/poster.client.tsx";
import { formatBytes, formatTimestamp } from "#lib/time.ts";
import { RenameStream } from "./rename-stream.client.tsx";

/** A stream in the list: picture, title, length, state, what was found and cut. */
export function StreamRow({ stream, canEdit }: { stream: StreamListEntry; canEdit: boolean }) {
  const vod = stream.vods[0];
  const openJob = stream.jobs.find((job) => ["queued", "running", "waiting"].includes(job.state));
  return (
    <li className="relative flex gap-3 rounded-xl border border-line bg-surface p-3 [content-visibility:auto] [contain-intrinsic-size:auto_7.8rem] hover:border-line-strong has-[a:focus-visible]:border-accent sm:items-center sm:gap-4">
      <div className="relative w-28 shrink-0 self-start sm:w-44">
        <Poster src={vod?.hasPoster ? vodUrls.poster(vod.id) : null} alt="" className="w-full" />
        {vod?.durationMs ? (
          <span className="time absolute right-1 bottom-1 rounded bg-black/80 px-1.5 text-xs leading-5 text-white">
            {formatTimestamp(vod.durationMs / 1000, 0)}
          </span>
        ) : null}
      </div>
      <div className="min-w-0 flex-1">
        <h2 className="truncate font-semibold" title={stream.title}>
          <PageLink
            href={`/streams/${stream.streamId}`}
            className="rounded after:absolute after:inset-0 after:rounded-xl"
          >
            {stream.title}
          </PageLink>
        </h2>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
          <LocalDate iso={stream.startedAt ?? stream.createdAt} />
          {vod?.sizeBytes ? <span className="time max-sm:hidden">{formatBytes(vod.sizeBytes)}</span> : null}
          {vod?.isPinned ? (
            <span className="inline-flex items-center gap-1">
              <Pin aria-hidden className="size-3.5" /> Pinned
            </span>
          ) : null}
        </p>
        <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <State stream={stream} />
          {stream.shownState === "failed" && stream.failedBecause ? (
            <span className="line-clamp-2 text-sm text-bad">{stream.failedBecause}</span>
          ) : null}
          {vod?.state === "ready" ? (
            <span className="text-sm text-muted lg:hidden">
              {countOf(stream.highlightCount, "highlights")}, {countOf(stream.clipCount, "clips")}
            </span>
          ) : null}
        </div>
        {openJob ? (
          <div className="mt-2 max-w-md">
            <JobLine job={openJob} />
          </div>
        ) : null}
      </div>
      {vod?.state === "ready" ? <Figures stream={stream} /> : null}
      {canEdit && vod ? <StreamMenu stream={stream} /> : null}
    </li>
  );
}

function State({ stream }: { stream: StreamListEntry }) {
  const state = streamStates[stream.shownState];
  const job = stream.jobs.find((one) => one.task === "process_vod" && one.state === "running");
  return (
    <Badge tone={state.tone} live={state.live}>
      {state.label}
      {stream.shownState === "processing" && job ? (
        <span className="time">{Math.floor(job.fraction * 100)} %</span>
      ) : null}
    </Badge>
  );
}

function Figures({ stream }: { stream: StreamListEntry }) {
  const figures: [string, number][] = [
    ["Found", stream.highlightCount],
    ["Approved", stream.approvedCount],
    ["Clips", stream.clipCount],
  ];
  return (
    <dl className="grid grid-cols-3 gap-x-2 text-center max-lg:hidden">
      {figures.map(([label, count]) => (
        <div key={label} className="flex w-20 flex-col-reverse">
          <dt className="text-xs text-muted">{label}</dt>
          <dd className={`time text-lg font-semibold ${count === 0 ? "text-muted" : ""}`}>
            {count.toLocaleString("en-US")}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function StreamMenu({ stream }: { stream: StreamListEntry }) {
  const [isRenaming, setRenaming] = useState(false);
  const { trashMany, pinOne, isPending } = useTrashWithWords();
  const retry = useRetryVod();
  const [vod] = stream.vods;
  if (!vod) return null;
  const movable = stream.vods.filter((one) => one.state === "ready" || one.state === "failed");
  return (
    <div className="relative z-10 -mr-1 self-start sm:self-center">
      <Menu label={`More for ${stream.title}`}>
        {vod.state === "ready" ? (
          <MenuLink icon={<Play aria-hidden className="size-4" />} href={`/vods/${vod.id}`}>
            Replay
          </MenuLink>
        ) : null}
        <MenuItem icon={<Pencil aria-hidden className="size-4" />} onSelect={() => setRenaming(true)}>
          Rename
        </MenuItem>
        {vod.state === "failed" ? (
          <MenuItem
            icon={<RotateCcw aria-hidden className="size-4" />}
            onSelect={() => retry.mutate(vod.id, { onError: (error) => toast.error(error.message) })}
          >
            Try again
          </MenuItem>
        ) : null}
        {movable.length > 0 ? (
          <>
            <MenuItem
              icon={vod.isPinned ? <PinOff aria-hidden className="size-4" /> : <Pin aria-hidden className="size-4" />}
              onSelect={() => pinOne({ vodId: vod.id, isPinned: vod.isPinned })}
            >
              {vod.isPinned ? "Unpin" : "Pin"}
            </MenuItem>
            <MenuLine />
            <MenuItem
              isDanger
              disabled={isPending}
              icon={<Trash2 aria-hidden className="size-4" />}
              onSelect={() =>
                trashMany(
                  movable.map((one) => one.id),
                  `"${stream.title}" is`,
                )
              }
            >
              Move to the trash
            </MenuItem>
          </>
        ) : null}
      </Menu>
      <RenameStream stream={stream} isOpen={isRenaming} onClose={() => setRenaming(false)} />
    </div>
  );
}
