import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "#lib/errors.ts";
import { type JobProgressView, listJobProgress } from "#lib/progress.ts";
import { createProgressPrinter } from "./progress-printer.ts";
import type { Session } from "./session.ts";

const ended = new Set(["done", "failed", "cancelled"]);

/**
 * Watches jobs until none is open, printing their progress, and returns their last rows.
 * `subjectIds` is asked again each time, since finished jobs start others; `isWanted` leaves out other jobs of theirs.
 */
export async function followJobs(
  session: Session,
  subjectIds: () => Promise<string[]>,
  isWanted: (row: JobProgressView) => boolean = () => true,
): Promise<JobProgressView[]> {
  const { ctx, access } = session;
  const printer = createProgressPrinter();
  for (;;) {
    const subjects = await subjectIds();
    const known = await listJobProgress(ctx, { accountId: access.accountId, subjectIds: subjects });
    const rows = known.filter(isWanted);
    printer.show(rows);
    // A job that ended between the two reads may have started another: end only when the subjects are still the same.
    const settled = rows.length > 0 && rows.every((row) => ended.has(row.state));
    if (settled && (await subjectIds()).length === subjects.length) return rows;
    try {
      await delay(400, undefined, { signal: ctx.signal });
    } catch {
      throw new AppError(
        "cancelled",
        "Stopped watching. Work that was queued goes on when the installation runs (npm run up).",
      );
    }
  }
}
