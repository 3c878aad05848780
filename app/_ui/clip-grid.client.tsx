"use client";
import { Download, Play, Trash2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { type Clip, clipUrls, useRetryClip } from "#app/_queries/clips.ts";
import { useTrashWithWords } from "#app/_queries/use-trash-with-words.ts";
import { vodUrls } from "#app/_queries/vods.ts";
import { describeMeter } from "#lib/clips/model.ts";
import { formatBytes, formatDuration } from "#lib/time.ts";
import { Badge } from "./badge.tsx";
import { Button, ButtonAnchor } from "./button.tsx";
import { Dialog } from "./dialog.client.tsx";
import { clipStates, formatBounds } from "./highlight-words.ts";
import { Poster } from "./poster.client.tsx";
import { profileWords } from "./render-words.ts";

/** Clips as cards: play, download, or why there is none yet. */
export function ClipGrid({ clips, columns = 3 }: { clips: Clip[]; columns?: 1 | 3 }) {
  const [playing, setPlaying] = useState<Clip | null>(null);
  return (
    <>
      <ul
        className={`grid grid-cols-1 gap-3 ${columns === 3 ? "sm:grid-cols-2 lg:grid-cols-3" : ""}`}
        aria-label="Clips"
      >
        {clips.map((clip) => (
          <ClipCard key={clip.clipVodId} clip={clip} onPlay={() => setPlaying(clip)} />
        ))}
      </ul>
      <Dialog
        wide
        open={playing !== null}
        onOpenChange={(open) => (open ? null : setPlaying(null))}
        title={playing?.title ?? ""}
        text={playing ? <span className="time">{formatBounds(playing)}</span> : null}
      >
        {playing ? (
          // biome-ignore lint/a11y/useMediaCaption: a clip has no caption track of its own
          <video
            src={clipUrls.file(playing.clipVodId, playing.attempt)}
            controls
            autoPlay
            playsInline
            aria-label={`Clip ${playing.title}`}
            className="max-h-[70dvh] w-full rounded-lg bg-black"
          />
        ) : null}
      </Dialog>
    </>
  );
}

function ClipCard({ clip, onPlay }: { clip: Clip; onPlay: () => void }) {
  const retry = useRetryClip();
  const { trashOne, isPending } = useTrashWithWords();
  const state = clipStates[clip.state] ?? clipStates.queued!;
  const again = () => retry.mutate(clip.clipVodId, { onError: (error) => toast.error(error.message) });
  const frame = `/api/v1/vods/${clip.sourceVodId}/frames?at=${clip.startSeconds.toFixed(3)}`;
  return (
    <li className="flex flex-col overflow-hidden rounded-xl border border-line bg-surface">
      <div className="relative">
        <Poster src={clip.sourceVodId ? frame : vodUrls.poster(clip.clipVodId)} alt="" className="rounded-none" />
        {clip.playable ? (
          <button
            type="button"
            onClick={onPlay}
            aria-label={`Play ${clip.title}`}
            className="group absolute inset-0 grid place-items-center"
          >
            <span className="grid size-12 place-items-center rounded-full bg-black/65 text-white transition-colors group-hover:bg-accent group-hover:text-on-accent">
              <Play aria-hidden className="size-5 translate-x-px fill-current" />
            </span>
          </button>
        ) : null}
      </div>
      <div className="flex flex-1 flex-col gap-2 p-3">
        <div className="flex items-center gap-2">
          <h3 className="min-w-0 flex-1 truncate font-medium" title={clip.title}>
            {clip.title}
          </h3>
          <Badge tone={state.tone} live={state.live}>
            {state.label}
            {clip.state === "cutting" ? ` ${Math.floor(clip.fraction * 100)} %` : null}
          </Badge>
        </div>
        <p className="flex flex-wrap gap-x-3 text-sm text-muted">
          <span className="time">{formatBounds(clip)}</span>
          <span className="time">
            {formatDuration((clip.durationMs ?? 0) / 1000 || clip.endSeconds - clip.startSeconds)}
          </span>
          {clip.sizeBytes ? <span className="time">{formatBytes(clip.sizeBytes)}</span> : null}
        </p>
        {clip.render ? (
          <p className="text-sm text-muted">
            {[
              `${profileWords[clip.profile].label} (${profileWords[clip.profile].hint})`,
              clip.render.captions === "off" ? null : `${clip.render.captions} captions`,
              clip.render.chatOverlay ? "chat" : null,
              clip.render.loudness ? "−14 LUFS" : null,
            ]
              .filter(Boolean)
              .join(", ")}
          </p>
        ) : null}
        {clip.notes.map((note) => (
          <p key={note} className="text-sm break-words text-warn">
            {note}
          </p>
        ))}
        <p className="truncate text-sm text-muted" title={clip.sourceTitle}>
          from {clip.sourceTitle}
        </p>
        {clip.state === "ready" && clip.byteMeter ? (
          <p className="time text-xs text-muted">{describeMeter(clip.byteMeter)}</p>
        ) : null}
        {clip.made?.because ? <p className="text-sm text-muted">Encoded whole: {clip.made.because}</p> : null}
        {clip.state === "failed" || clip.state === "skipped" ? (
          <p role="alert" className={`text-sm break-words ${clip.state === "failed" ? "text-bad" : "text-warn"}`}>
            {clip.failureText}
          </p>
        ) : null}
        <div className="mt-auto flex gap-2 pt-1">
          {clip.playable ? (
            <ButtonAnchor
              size="small"
              href={clipUrls.download(clip.clipVodId)}
              download
              aria-label={`Download ${clip.title}`}
            >
              <Download aria-hidden className="size-4" /> Download
            </ButtonAnchor>
          ) : null}
          {["failed", "skipped", "stale", "cancelled"].includes(clip.state) ? (
            <Button size="small" onClick={again} disabled={retry.isPending} aria-label={`Cut ${clip.title} again`}>
              Cut again
            </Button>
          ) : null}
          {["queued", "cutting"].includes(clip.state) ? null : (
            <Button
              look="quiet"
              size="icon"
              className="-my-0.5 ml-auto"
              disabled={isPending}
              onClick={() => trashOne({ vodId: clip.clipVodId, title: clip.title })}
              aria-label={`Delete ${clip.title}`}
              title="Delete (to the trash)"
            >
              <Trash2 aria-hidden className="size-4" />
            </Button>
          )}
        </div>
      </div>
    </li>
  );
}
