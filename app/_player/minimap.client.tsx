"use client";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import type { SpriteCue } from "#app/_queries/sprite-cues.ts";
import { useMinimap, useSpriteCues } from "#app/_queries/vods.ts";
import { ErrorState, Skeleton } from "#app/_ui/states.tsx";
import type { Minimap as MinimapData } from "#lib/highlights/model.ts";
import { formatTimestamp } from "#lib/time.ts";
import { HoverPreview } from "./hover-preview.tsx";
import { drawMinimap, type MinimapColors } from "./minimap-drawing.ts";
import type { PlayerControl } from "./player-control.ts";
import { usePlayhead } from "./use-player.ts";

/** The whole VOD under the player: chat, sound, events and highlights over time. A click goes there. */
export function Minimap({ vodId, control }: { vodId: string; control: PlayerControl }) {
  const { data, error, refetch } = useMinimap(vodId);
  const cues = useSpriteCues(vodId);
  if (error && !data)
    return <ErrorState title="The overview couldn't be loaded" text={error.message} onRetry={refetch} />;
  if (!data) return <Skeleton className="mt-3 h-28" />;
  return <MinimapCanvas map={data as MinimapData} cues={cues} control={control} />;
}

const legend = [
  ["bg-accent", "Highlights"],
  ["bg-signal-chat", "Chat"],
  ["bg-signal-audio", "Sound"],
  ["bg-signal-events", "Events"],
] as const;

function MinimapCanvas({ map, cues, control }: { map: MinimapData; cues: SpriteCue[]; control: PlayerControl }) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [hoverSeconds, setHover] = useState<number | null>(null);
  const now = usePlayhead(control, 0.1);
  const { durationSeconds } = map;

  useEffect(() => {
    const box = frame.current;
    const target = canvas.current;
    if (!box || !target) return;
    const draw = () => {
      const size = { width: box.clientWidth, height: box.clientHeight, ratio: window.devicePixelRatio || 1 };
      target.width = Math.round(size.width * size.ratio);
      target.height = Math.round(size.height * size.ratio);
      const context = target.getContext("2d");
      if (context) drawMinimap(context, map, size, readColors());
    };
    draw();
    const resized = new ResizeObserver(draw);
    resized.observe(box);
    const themed = new MutationObserver(draw);
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => {
      resized.disconnect();
      themed.disconnect();
    };
  }, [map]);

  const secondsAt = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * durationSeconds;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowLeft: -5, ArrowRight: 5, PageDown: -60, PageUp: 60 };
    const targets: Record<string, number> = { Home: 0, End: durationSeconds - 0.1 };
    const step = steps[event.key];
    const next = step === undefined ? targets[event.key] : control.getTime() + step;
    if (next === undefined) return;
    event.preventDefault();
    control.seek(Math.min(durationSeconds, Math.max(0, next)));
  };
  const percent = (seconds: number) => `${(seconds / durationSeconds) * 100}%`;

  return (
    <div className="mt-3">
      <div
        ref={frame}
        role="slider"
        tabIndex={0}
        aria-label="Position in the video"
        aria-valuemin={0}
        aria-valuemax={Math.round(durationSeconds)}
        aria-valuenow={Math.round(now)}
        aria-valuetext={formatTimestamp(now)}
        onKeyDown={onKeyDown}
        onPointerMove={(event) => {
          setHover(secondsAt(event));
          if (event.buttons === 1) control.seek(secondsAt(event));
        }}
        onPointerLeave={() => setHover(null)}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          control.seek(secondsAt(event));
        }}
        className="relative h-24 cursor-crosshair touch-none rounded-lg border border-line bg-surface select-none"
      >
        <canvas ref={canvas} aria-hidden className="absolute inset-0 size-full rounded-lg" />
        <div aria-hidden className="absolute inset-y-0 w-0.5 -translate-x-px bg-ink" style={{ left: percent(now) }} />
        {hoverSeconds === null ? null : (
          <HoverPreview cues={cues} seconds={hoverSeconds} durationSeconds={durationSeconds} />
        )}
      </div>
      <div className="mt-1.5 flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted">
        <span className="time font-medium text-ink">
          {formatTimestamp(now)} <span className="font-normal text-muted">/ {formatTimestamp(durationSeconds)}</span>
        </span>
        <ul className="ml-auto flex flex-wrap gap-x-3" aria-label="Legend">
          {legend.map(([color, label]) => (
            <li key={label} className="flex items-center gap-1.5">
              <span aria-hidden className={`size-2 rounded-sm ${color}`} />
              {label}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function readColors(): MinimapColors {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    line: read("--line"),
    muted: read("--muted"),
    chat: read("--signal-chat"),
    audio: read("--signal-audio"),
    events: read("--signal-events"),
    accent: read("--accent"),
    accentSoft: read("--accent-soft"),
    ink: read("--ink"),
  };
}
