import type { Ctx } from "#lib/context.ts";
import { createCacheReport, sweepWhenAsked } from "#lib/operations/source-caches.ts";
import { forgetSignalFiles } from "#lib/signals/forget-files.ts";
import { sweepFetches } from "#lib/vods/fetched-file.ts";
import { keptForMs, sweepUploads } from "#lib/vods/receive-upload.ts";

const lookEveryMs = 5_000;
const reportEveryMs = 60_000;
const forgetEveryMs = 3_600_000;

/** What every host does for itself: tells of its cache, sweeps it when asked, and clears its inbox. Returns the end of it. */
export function startHostUpkeep(ctx: Ctx, options: { lookEveryMs?: number } = {}): () => Promise<void> {
  const report = createCacheReport(ctx);
  const due = { report: 0, forget: 0 };
  let looking: Promise<void> | null = null;
  const look = async () => {
    const now = performance.now();
    const isSwept = await sweepWhenAsked(ctx);
    if (isSwept || now >= due.report) {
      due.report = now + reportEveryMs;
      await report();
    }
    if (now < due.forget) return;
    due.forget = now + forgetEveryMs;
    await sweepUploads(ctx, { olderThanMs: keptForMs });
    await sweepFetches(ctx, { olderThanMs: keptForMs });
    const gone = await forgetSignalFiles(ctx);
    if (gone > 0) ctx.log.info({ gone }, "removed files of imports from the inbox");
  };
  const start = () => {
    looking ??= look()
      .catch((error) => ctx.log.warn({ err: error }, "looking after this host failed; it is tried again"))
      .finally(() => {
        looking = null;
      });
  };
  start();
  const timer = setInterval(start, options.lookEveryMs ?? lookEveryMs);
  return async () => {
    clearInterval(timer);
    await looking;
  };
}
