/**
 * The places where work may break: before and after everything that lasts. Test harnesses stop or kill a process at
 * each; what is begun again from there must come to the same end.
 */
export const points = {
  "import.placed": "the file is in the inbox, no row knows it",
  "import.recorded": "rows and jobs are committed",
  "signals.started": "the import is running",
  "signals.stored": "rows are copied, not committed",
  "signals.finished": "committed, the file still in the inbox",
  "process.claimed": "the VOD is processing",
  "process.prepared": "all files are in scratch",
  "process.held": "their bytes are promised",
  "process.noted": "their rows are pending, nothing is in the store",
  "process.put": "one object is in the store",
  "process.stored": "all objects are in the store",
  "process.publishing": "everything is written, not committed",
  "process.published": "ready; the original and what is left are still there",
  "process.cleaned": "nothing is left to do",
  "detect.started": "the run is running",
  "detect.scored": "scores are known, nothing is written",
  "detect.writing": "everything is written, not committed",
  "detect.written": "the run is done, refinement is queued",
  "refine.claimed": "a highlight is running",
  "refine.reserved": "a call is promised its money",
  "refine.answered": "the answer is here, nothing is kept",
  "refine.kept": "the answer is kept, the highlight not changed",
  "refine.written": "the highlight has its answer",
  "cut.claimed": "the attempt is cutting",
  "cut.read": "its window is in scratch",
  "cut.made": "the clip is in scratch, checked",
  "cut.held": "its bytes are promised",
  "cut.noted": "its object's row is pending",
  "cut.put": "the object is in the store",
  "cut.stored": "the object is verified",
  "cut.publishing": "everything is written, not committed",
  "cut.published": "the clip is ready",
  "cut.replaced": "files it no longer points at are deleted",
  "render.claimed": "the attempt is cutting",
  "render.read": "its window is in scratch",
  "render.made": "the clip is in scratch, checked",
  "render.held": "its bytes are promised",
  "render.noted": "its object's row is pending",
  "render.put": "the object is in the store",
  "render.stored": "the object is verified",
  "render.publishing": "everything is written, not committed",
  "render.published": "the clip is ready",
  "delete.begun": "the objects are known, none is deleted",
  "delete.object": "an object is deleted, its row is there",
  "delete.row": "its row is deleted, too",
  "delete.emptied": "nothing is in the store, the VOD's row is there",
  "delete.ending": "everything is written, not committed",
  "delete.ended": "the VOD is gone",
  "notify.telling": "the notification is written, not committed",
  "notify.told": "the event is delivered",
  "job.settled": "the work is done, the job is in the queue",
} as const;

export type PointName = keyof typeof points;

/** May kill, stop or hold the process. */
export type AtPoint = (point: PointName) => void | Promise<void>;

/** Says that the work is at a point. Without a harness that is one look at a field. */
export const reachPoint = (ctx: { atPoint?: AtPoint }, point: PointName): void | Promise<void> => ctx.atPoint?.(point);
