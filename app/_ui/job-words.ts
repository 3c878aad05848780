import type { Job, SignalImport, StreamListEntry, StreamPage, StreamVod } from "#app/_queries/streams.ts";
import type { Tone } from "./badge.tsx";

/** What each kind of job does. */
export const taskWords: Record<Job["task"], string> = {
  fetch_video: "Fetching the video",
  process_vod: "Preparing the video",
  import_signals: "Reading the file",
  detect_highlights: "Finding highlights",
  detect_overdue: "Waiting for the last files",
  refine_highlights: "Refining highlights",
  cut_clips: "Cutting clips",
  delete_vod: "Deleting",
  deliver_outbox: "Sending notifications",
};

/** Steps whose names say little to a streamer. */
const steps: Record<string, string> = {
  remuxing: "repacking",
  indexing: "finding the cut points",
  audio: "reading the sound",
  thumbnails: "making pictures",
  score: "scoring moments",
  write: "saving",
};

/** What a job does now, in words: `Preparing the video: making pictures`. */
export const describeJob = (job: Pick<Job, "task" | "state" | "step">): string =>
  job.state === "queued"
    ? `${taskWords[job.task]}: waiting for its turn`
    : job.state === "waiting"
      ? `${taskWords[job.task]}: waiting, goes on by itself`
      : `${taskWords[job.task]}${job.step ? `: ${steps[job.step] ?? job.step.replaceAll("_", " ")}` : ""}`;

export const vodStates: Record<StreamVod["state"], { label: string; tone: Tone; live?: boolean }> = {
  imported: { label: "Waiting", tone: "accent", live: true },
  processing: { label: "Processing", tone: "accent", live: true },
  ready: { label: "Ready", tone: "good" },
  failed: { label: "Failed", tone: "bad" },
  trashed: { label: "In the trash", tone: "plain" },
  deleting: { label: "Being deleted", tone: "plain" },
  deleted: { label: "Deleted", tone: "plain" },
};

/** Where a stream is on the way to clips. */
export const streamStates: Record<StreamListEntry["shownState"], { label: string; tone: Tone; live?: boolean }> = {
  importing: { label: "Importing", tone: "accent", live: true },
  processing: { label: "Processing", tone: "accent", live: true },
  detecting: { label: "Finding highlights", tone: "accent", live: true },
  ready: { label: "Ready", tone: "good" },
  failed: { label: "Failed", tone: "bad" },
};

export const signalWords: Record<SignalImport["kind"], { label: string; rows: string }> = {
  chat: { label: "Chat", rows: "messages" },
  events: { label: "Events", rows: "events" },
  transcript: { label: "Transcript", rows: "lines" },
};

export const signalStates: Record<SignalImport["state"], { label: string; tone: Tone; live?: boolean }> = {
  queued: { label: "Waiting", tone: "accent", live: true },
  running: { label: "Reading", tone: "accent", live: true },
  done: { label: "Read", tone: "good" },
  failed: { label: "Failed", tone: "bad" },
  replaced: { label: "Replaced", tone: "plain" },
};

/** `12,345 messages` */
export const countOf = (count: number, plural: string, singular = plural.replace(/s$/, "")): string =>
  `${count.toLocaleString("en-US")} ${count === 1 ? singular : plural}`;

/** The state of finding highlights as the stream page says it. */
export function describeDetection(page: StreamPage): { label: string; tone: Tone; live?: boolean } {
  const state = page.detection?.state;
  if (state === "queued" || state === "running") return { label: "Finding highlights", tone: "accent", live: true };
  if (state === "failed") return { label: "Finding highlights failed", tone: "bad" };
  if (state === "done") return { label: countOf(page.highlightCount, "highlights"), tone: "good" };
  return { label: "Starts when the video and its files are read", tone: "plain" };
}
