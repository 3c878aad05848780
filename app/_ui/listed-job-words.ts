import type { ListedJob } from "#app/_queries/jobs.ts";
import type { Tone } from "./badge.tsx";
import { describeJob, taskWords } from "./job-words.ts";

const done: Partial<Record<ListedJob["kind"], string>> = {
  fetch_video: "Video fetched",
  process_vod: "Video prepared",
  import_signals: "File read",
  detect_highlights: "Highlights found",
  refine_highlights: "Highlights refined",
  cut_clips: "Clips cut",
  delete_vod: "Deleted",
};

/** What a listed job does, did, or failed at, in words. */
export function describeListed(job: ListedJob): string {
  if (job.kind === "clip") return "Cutting a clip";
  if (job.isCancelling) return `${taskWords[job.kind]}: stopping`;
  if (job.state === "done") return done[job.kind] ?? taskWords[job.kind];
  if (job.state === "failed" || job.state === "cancelled") return taskWords[job.kind];
  return describeJob({ task: job.kind, state: job.state, step: job.step });
}

export const listedStates: Record<ListedJob["state"], { label: string; tone: Tone; live?: boolean; since: string }> = {
  running: { label: "Running", tone: "accent", live: true, since: "since" },
  waiting: { label: "Held up", tone: "warn", since: "since" },
  queued: { label: "Waiting", tone: "plain", since: "since" },
  failed: { label: "Failed", tone: "bad", since: "" },
  done: { label: "Done", tone: "good", since: "" },
  cancelled: { label: "Cancelled", tone: "plain", since: "" },
};
