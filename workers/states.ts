import type { SweeperName } from "./sweepers.ts";

const minute = 1;
const hour = 60 * minute;
const day = 24 * hour;

export type StateColumn = {
  /** Nothing has to happen any more by itself. */
  rest: readonly string[];
  /**
   * Something goes on. When it was left alone, the sweeper brings the row out of it, `deadlineMinutes` after it got
   * there at the latest (not counting the minutes until the sweeper's next time).
   */
  underWay: Readonly<Record<string, { deadlineMinutes: number; wayBack: SweeperName }>>;
};

const back = (wayBack: SweeperName, deadlineMinutes = 0) => ({ deadlineMinutes, wayBack });

/** Every state column of the schema. A test goes through the schema and fails for one that is not here, or not whole. */
export const stateColumns: Readonly<Record<string, StateColumn>> = {
  "streams.state": { rest: ["ended"], underWay: { live: back("end_lost_streams", 2 * day) } },
  "vods.state": {
    rest: ["ready", "failed", "deleted"],
    underWay: {
      imported: back("end_abandoned_processing"),
      processing: back("end_abandoned_processing"),
      // As long as the plan says.
      trashed: back("empty_trash", 8 * day),
      deleting: back("resume_deletions"),
    },
  },
  "stored_objects.state": {
    rest: ["live"],
    underWay: { pending: back("delete_left_objects", hour), deleting: back("delete_left_objects") },
  },
  "quota_reservations.state": {
    rest: ["settled", "released"],
    underWay: { reserved: back("release_reservations", day) },
  },
  "signal_imports.state": {
    rest: ["done", "failed", "replaced"],
    underWay: { queued: back("end_abandoned_imports"), running: back("end_abandoned_imports") },
  },
  "detection_runs.state": {
    rest: ["done", "failed"],
    underWay: { queued: back("end_abandoned_detections"), running: back("end_abandoned_detections") },
  },
  "highlights.review_state": { rest: ["suggested", "approved", "rejected"], underWay: {} },
  "highlights.refine_state": {
    rest: ["none", "done", "failed", "skipped"],
    underWay: { queued: back("end_abandoned_refinements"), running: back("end_abandoned_refinements") },
  },
  "highlights.cut_state": {
    rest: ["none", "ready", "failed", "skipped", "stale"],
    underWay: { queued: back("end_abandoned_cuts"), cutting: back("end_abandoned_cuts") },
  },
  "refinements.state": { rest: ["done", "failed"], underWay: { running: back("end_abandoned_refinements") } },
  "llm_ledger.state": {
    rest: ["settled", "released"],
    underWay: { reserved: back("close_expired_calls", 15 * minute) },
  },
  "clip_attempts.state": {
    rest: ["ready", "failed", "cancelled", "skipped"],
    underWay: { queued: back("end_abandoned_cuts"), cutting: back("end_abandoned_cuts") },
  },
  "edits.state": { rest: ["done", "undone", "dropped"], underWay: {} },
  "job_progress.state": {
    rest: ["done", "failed", "cancelled"],
    underWay: {
      queued: back("end_abandoned_progress"),
      running: back("end_abandoned_progress"),
      waiting: back("end_abandoned_progress"),
    },
  },
  "emails.state": {
    rest: ["sent", "failed"],
    underWay: { pending: back("send_emails", 3 * day), sending: back("send_emails", 3 * day) },
  },
  "alert_messages.state": {
    rest: ["sent", "failed"],
    // Tried once more at that time; failed tries have an end.
    underWay: { pending: back("tell_alerts", 2 * hour), sending: back("tell_alerts", 5) },
  },
};
