import { and, eq, inArray, sql } from "drizzle-orm";
import { clipAttempts } from "#drizzle/schema/clips.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { ByteMeter } from "#lib/progress.ts";
import { getMedia } from "#lib/vods/queries.ts";
import { listOpenAttempts } from "./claim-attempt.ts";
import type { CutMode, CutPlan } from "./model.ts";
import { neededDiskBytes, planCut } from "./plan-cut.ts";
import { shareReads } from "./plan-reads.ts";

/** How often what clips have come to is written, and whether one was cancelled is asked. */
const lookEveryMs = 400;

/** One clip of a batch. */
export type Part = {
  /** Aborted when the clip is cancelled, and with the batch. */
  signal: AbortSignal;
  /** Counts the clip's bytes as they come; what other clips of the batch brought counts as cached. */
  meter: ByteMeter;
  /** 0 to 1. */
  fraction: number;
  isCancelled: () => boolean;
};

export type Batch = {
  part: (attemptId: string) => Part;
  parts: () => Part[];
  /** All parts together, against the size of the VOD they are cut from. */
  meter: () => ByteMeter;
  close: () => Promise<void>;
};

/**
 * Opens the batch of everything queued for one source VOD: its media stays in the cache while the batch is open, and the
 * bytes of all clips are brought ahead of the cutting, each at most once. Throws `not_ready`, `not_found`.
 */
export async function openBatch(ctx: Ctx, input: { accountId: AccountId; vodId: string }): Promise<Batch> {
  const { row, index } = await getMedia(ctx, input);
  const attempts = await listOpenAttempts(ctx, input);
  const object = { key: row.videoKey, etag: row.videoEtag, sizeBytes: row.videoSizeBytes };
  const over = new AbortController();
  const parts = new Map<string, Part & { cancel: (reason: Error) => void }>();

  const part = (attemptId: string) => {
    const known = parts.get(attemptId);
    if (known) return known;
    const stop = new AbortController();
    const made = {
      signal: AbortSignal.any([ctx.signal, over.signal, stop.signal]),
      meter: { storeBytes: 0, cacheBytes: 0, writtenBytes: 0, sourceBytes: row.videoSizeBytes },
      fraction: 0,
      isCancelled: () => stop.signal.aborted,
      cancel: (reason: Error) => stop.abort(reason),
    };
    parts.set(attemptId, made);
    return made;
  };

  const release = await ctx.cache.pin(object);
  const planned = attempts.flatMap((attempt) => {
    const cut = planCut({ index, bounds: attempt, mode: attempt.mode as CutMode });
    return cut.ok ? [{ id: attempt.id, plan: cut.plan }] : [];
  });
  const shares = (await hasRoom(ctx, planned)) ? shareReads(planned.map((one) => one.plan.window)) : [];
  for (const [at, { id }] of planned.entries()) {
    const { signal, meter } = part(id);
    const share = shares[at] ?? [];
    if (share.length === 0) continue;
    // A clip asks for its bytes again when it is cut; what is wrong shows there.
    ctx.cache.fill(object, share, { signal, meter }).catch((error) => ctx.log.debug({ err: error }, "reading ahead"));
  }

  const stopLooking = repeat(lookEveryMs, async () => {
    try {
      for (const id of await look(ctx, input.accountId, parts)) {
        parts.get(id)?.cancel(new AppError("cancelled", "The cut was cancelled."));
      }
    } catch (error) {
      ctx.log.warn({ err: error }, "progress of clips could not be written");
    }
  });
  return {
    part,
    parts: () => [...parts.values()],
    meter: () =>
      sumMeters(
        [...parts.values()].map((one) => one.meter),
        row.videoSizeBytes,
      ),
    close: async () => {
      await stopLooking();
      over.abort(new AppError("cancelled", "The batch is over."));
      release();
    },
  };
}

/** Whether reading ahead is in order. Without room nothing is read; each clip looks again, and says what it lacks. */
async function hasRoom(ctx: Ctx, planned: { plan: CutPlan }[]): Promise<boolean> {
  const neededBytes = Math.max(0, ...planned.map(({ plan }) => neededDiskBytes(plan)));
  const { dataDir, minFreeDiskBytes } = ctx.config;
  return (await ctx.findFreeDiskBytes(dataDir)) - neededBytes >= minFreeDiskBytes;
}

function sumMeters(meters: ByteMeter[], sourceBytes: number): ByteMeter {
  const sum = { storeBytes: 0, cacheBytes: 0, writtenBytes: 0, sourceBytes };
  for (const one of meters) {
    sum.storeBytes += one.storeBytes;
    sum.cacheBytes += one.cacheBytes;
    sum.writtenBytes += one.writtenBytes;
  }
  return sum;
}

/** Writes how far the clips being cut are; returns which of the batch were cancelled. */
async function look(ctx: Pick<Ctx, "db">, accountId: AccountId, parts: ReadonlyMap<string, Part>): Promise<string[]> {
  const moving = [...parts].filter(([, one]) => one.fraction > 0 && one.fraction < 1);
  if (moving.length > 0) {
    const rows = moving.map(([id, one]) => ({ id, fraction: one.fraction, meter: one.meter }));
    await ctx.db.execute(sql`
      update clip_attempts a set fraction = least(1, r.fraction), byte_meter = r.meter
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, fraction float8, meter jsonb)
      where a.id = r.id and a.account_id = ${accountId} and a.state = 'cutting'`);
  }
  const open = [...parts].filter(([, one]) => one.fraction < 1 && !one.isCancelled()).map(([id]) => id);
  if (open.length === 0) return [];
  const cancelled = await ctx.db
    .select({ id: clipAttempts.id })
    .from(clipAttempts)
    .where(
      and(eq(clipAttempts.accountId, accountId), inArray(clipAttempts.id, open), eq(clipAttempts.state, "cancelled")),
    );
  return cancelled.map((row) => row.id);
}

/** Does `work` again and again, each time `everyMs` after the last ended, until the returned function is called. */
function repeat(everyMs: number, work: () => Promise<void>): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();
  let isOver = false;
  const again = () => {
    timer = setTimeout(() => {
      working = work().then(() => {
        if (!isOver) again();
      });
    }, everyMs);
  };
  again();
  return async () => {
    isOver = true;
    clearTimeout(timer);
    await working;
  };
}
