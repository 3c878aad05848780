import type { Task } from "./define-task.ts";
import { cutClipsTask } from "./tasks/cut-clips.ts";
import { deleteVodTask } from "./tasks/delete-vod.ts";
import { deliverOutboxTask } from "./tasks/deliver-outbox.ts";
import { detectHighlightsTask } from "./tasks/detect-highlights.ts";
import { detectOverdueTask } from "./tasks/detect-overdue.ts";
import { fetchVideoTask } from "./tasks/fetch-video.ts";
import { importSignalsTask } from "./tasks/import-signals.ts";
import { processVodTask } from "./tasks/process-vod.ts";
import { refineHighlightsTask } from "./tasks/refine-highlights.ts";

/** Every job a worker of this installation takes. */
export const tasks: Task[] = [
  fetchVideoTask,
  processVodTask,
  importSignalsTask,
  detectHighlightsTask,
  detectOverdueTask,
  refineHighlightsTask,
  cutClipsTask,
  deleteVodTask,
  deliverOutboxTask,
];
