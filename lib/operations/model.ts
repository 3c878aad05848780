import type { JobName } from "#lib/jobs.ts";
import type { ByteMeter } from "#lib/progress.ts";

export const jobGroups = ["all", "open", "failed", "finished"] as const;
export type JobGroup = (typeof jobGroups)[number];

/** One thing that runs, waits, failed or ended of late: a job, or a clip that could not be cut (`clip`). */
export type JobView = {
  /** Of the job's progress row, or of the clip's attempt. */
  id: string;
  kind: JobName | "clip";
  state: "queued" | "running" | "waiting" | "done" | "failed" | "cancelled";
  /** Of the stream or clip it is about; null where that is gone. */
  title: string | null;
  /** File name, or the video a clip is of. */
  about: string | null;
  href: string | null;
  step: string | null;
  /** 0 to 1. */
  fraction: number;
  reasonCode: string | null;
  reasonText: string | null;
  tries: number;
  meter: ByteMeter | null;
  /** When its state began: taken up, put into the queue, ended. */
  since: Date;
  /** Somebody asked to end it; it stops within a second or two. */
  isCancelling: boolean;
  canRetry: boolean;
  canCancel: boolean;
};

export type JobCounts = { running: number; waiting: number; failed: number; finished: number };

export type JobPage = { jobs: JobView[]; counts: JobCounts; nextCursor: string | null };

/** Jobs that can be ended half-way by one's own hand, and what is left then. Cuts are cancelled by their own verb. */
export const cancelWords = {
  fetch_video: "Stopped. What was fetched is kept for a day: try again to go on from there, or move it to the trash.",
  process_vod: "Cancelled. Its file is kept: try again, or move it to the trash.",
  import_signals: "Cancelled. Its file is kept for a week: try again, or add another.",
  detect_highlights: "Cancelled. The highlights that were there stay.",
  refine_highlights: "Cancelled. Highlights keep the bounds they were found with.",
} as const satisfies Partial<Record<JobName, string>>;

export type CancellableJob = keyof typeof cancelWords;

export const isCancellable = (task: string): task is CancellableJob => task in cancelWords;

/** Kinds of work that an operator can hold back. */
export const pausableTasks = [
  "fetch_video",
  "process_vod",
  "import_signals",
  "detect_highlights",
  "cut_clips",
] as const;
export type PausableTask = (typeof pausableTasks)[number];
