import type { Highlight } from "#app/_queries/highlights.ts";
import { formatTimestamp } from "#lib/time.ts";
import type { Tone } from "./badge.tsx";

export { nameOf as highlightName } from "#lib/highlights/edit/model.ts";

/** `0:12:03.4 – 0:12:40.2` */
export const formatBounds = (bounds: { startSeconds: number; endSeconds: number }): string =>
  `${formatTimestamp(bounds.startSeconds)} – ${formatTimestamp(bounds.endSeconds)}`;

export const cutStates: Record<Highlight["cutState"], { label: string; tone: Tone; live?: boolean } | null> = {
  none: null,
  queued: { label: "Clip waiting", tone: "accent", live: true },
  cutting: { label: "Cutting", tone: "accent", live: true },
  ready: { label: "Clip ready", tone: "good" },
  failed: { label: "Cut failed", tone: "bad" },
  skipped: { label: "Not cut", tone: "warn" },
  stale: { label: "Clip is older than the trim", tone: "warn" },
};

export const clipStates: Record<string, { label: string; tone: Tone; live?: boolean }> = {
  queued: { label: "Waiting", tone: "accent", live: true },
  cutting: { label: "Cutting", tone: "accent", live: true },
  ready: { label: "Ready", tone: "good" },
  failed: { label: "Failed", tone: "bad" },
  skipped: { label: "No room", tone: "warn" },
  cancelled: { label: "Stopped", tone: "plain" },
  stale: { label: "Out of date", tone: "warn" },
};
