import { access } from "node:fs/promises";
import path from "node:path";
import { and, desc, eq, inArray, ne, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import type pg from "pg";
import { chatMessages, signalImports, streamEvents, transcriptSegments } from "#drizzle/schema/signals.ts";
import { streams } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError, describeError, type ErrorCode } from "#lib/errors.ts";
import { requireFence } from "#lib/fence.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { reachPoint } from "#lib/points.ts";
import type { ReportProgress } from "#lib/progress.ts";
import { inboxPath, removeFromInbox } from "#lib/vods/inbox.ts";
import type { ParseReport } from "./model.ts";
import { storeRows } from "./store-rows.ts";

type OnDone = (tx: Tx, ids: { streamId: string }) => Promise<unknown>;
type Import = typeof signalImports.$inferSelect;

export type ImportSignalsResult = { ok: true; parsedCount: number } | { ok: false; reason: ErrorCode; message: string };

/**
 * Parses one handed-in file and stores its rows, all in one transaction that also marks the import done and replaces
 * the kind's older one. A retry leaves one set of rows. `onDone` runs in the same transaction, also after a failure.
 */
export async function importSignals(
  ctx: Ctx,
  input: { accountId: AccountId; signalImportId: string; report: ReportProgress; onDone?: OnDone },
): Promise<ImportSignalsResult> {
  const { accountId, signalImportId } = input;
  const [found] = await ctx.db
    .select({ row: signalImports, startedAt: streams.startedAt })
    .from(signalImports)
    .innerJoin(streams, eq(streams.id, signalImports.streamId))
    .where(and(eq(signalImports.accountId, accountId), eq(signalImports.id, signalImportId)));
  if (!found) throw new AppError("not_found", "There is no such signal import in this account.");
  const { row } = found;
  if (row.state === "done" || row.state === "replaced") {
    await removeFromInbox(ctx.config, signalImportId);
    return { ok: true, parsedCount: row.parsedCount };
  }
  await ctx.db
    .update(signalImports)
    .set({ state: "running" })
    .where(and(eq(signalImports.id, signalImportId), inArray(signalImports.state, ["queued", "failed"])));
  input.report({ step: `read ${row.kind}`, fraction: 0 });
  await reachPoint(ctx, "signals.started");
  try {
    await requireFile(ctx, signalImportId);
    const parsedCount = await storeImport(ctx, row, found.startedAt, input);
    await reachPoint(ctx, "signals.finished");
    await removeFromInbox(ctx.config, signalImportId);
    return { ok: true, parsedCount };
  } catch (error) {
    const { code, message, retry } = describeError(error);
    if (!(error instanceof AppError) || retry || ctx.signal.aborted) throw error;
    await failSignalImport(ctx, { accountId, signalImportId, code, message, onDone: input.onDone });
    return { ok: false, reason: code, message };
  }
}

async function requireFile(ctx: Pick<Ctx, "config">, signalImportId: string): Promise<void> {
  await access(path.join(ctx.config.dataDir, inboxPath(signalImportId))).catch((cause) => {
    throw new AppError("not_found", "The file is no longer on this machine. Add it to its stream again.", { cause });
  });
}

/** One transaction on one connection: COPY needs the connection itself. */
async function storeImport(
  ctx: Ctx,
  row: Import,
  streamStartedAt: Date | null,
  input: { report: ReportProgress; onDone?: OnDone },
): Promise<number> {
  const pool = (ctx.db as unknown as { $client: pg.Pool }).$client;
  const client = await pool.connect();
  let isBroken = false;
  try {
    return await drizzle(client).transaction(async (tx) => {
      const [locked] = await tx
        .select({ state: signalImports.state })
        .from(signalImports)
        .where(eq(signalImports.id, row.id))
        .for("update");
      // Another worker finished it while we waited.
      if (locked?.state !== "running") return row.parsedCount;
      const owner = { accountId: row.accountId, streamId: row.streamId, importId: row.id };
      const report = await storeRows(client, row.kind, path.join(ctx.config.dataDir, inboxPath(row.id)), owner, {
        streamStartedAt,
        offsetMs: row.offsetMs,
        signal: ctx.signal,
        onProgress: (fraction) => input.report({ fraction: 0.95 * fraction }),
      });
      await requireFence(tx, ctx);
      await finishImport(tx, row, report, ctx.now());
      await input.onDone?.(tx, { streamId: row.streamId });
      await reachPoint(ctx, "signals.stored");
      return report.parsedCount;
    });
  } catch (error) {
    isBroken = !(error instanceof AppError);
    throw error;
  } finally {
    // A connection that failed in the middle of a COPY is not worth keeping.
    client.release(isBroken);
  }
}

/** Marks the import done and takes the older ones of its kind out; or itself, when a newer one was faster. */
async function finishImport(tx: Tx, row: Import, report: ParseReport, now: Date): Promise<void> {
  // Not "for update": the rows just copied hold the stream's key, and so do those of another file's import.
  await tx.select({ id: streams.id }).from(streams).where(eq(streams.id, row.streamId)).for("no key update");
  const sameKind = and(
    eq(signalImports.streamId, row.streamId),
    eq(signalImports.kind, row.kind),
    ne(signalImports.id, row.id),
  );
  const others = await tx
    .select({ id: signalImports.id, state: signalImports.state, createdAt: signalImports.createdAt })
    .from(signalImports)
    .where(and(sameKind, inArray(signalImports.state, ["done", "failed"])))
    .orderBy(desc(signalImports.createdAt));
  const isOlder = others.some(
    (one) =>
      one.state === "done" && (one.createdAt > row.createdAt || (+one.createdAt === +row.createdAt && one.id > row.id)),
  );
  const replaced = isOlder ? [row.id] : others.map((one) => one.id);
  for (const table of [chatMessages, streamEvents, transcriptSegments]) {
    const ofReplaced = and(eq(table.streamId, row.streamId), inArray(table.importId, replaced));
    if (replaced.length > 0) await tx.delete(table).where(ofReplaced);
  }
  if (replaced.length > 0 && !isOlder) {
    await tx.update(signalImports).set({ state: "replaced" }).where(inArray(signalImports.id, replaced));
  }
  await tx
    .update(signalImports)
    .set({
      state: isOlder ? "replaced" : "done",
      failureCode: null,
      failureText: null,
      format: report.format,
      parsedCount: report.parsedCount,
      eventCount: report.eventCount,
      unreadableCount: report.unreadableCount,
      unreadableExamples: report.unreadableExamples,
      source: {
        ...(row.source as object | null),
        continuationCount: report.continuationCount,
        originEpochMs: report.originEpochMs,
      },
      finishedAt: now,
    })
    .where(eq(signalImports.id, row.id));
}

/**
 * Puts an import that can't be finished into its failed state; its file stays a while, so that it can be tried again. Safe
 * to run twice; a done one stays done.
 */
export async function failSignalImport(
  ctx: Pick<Ctx, "db" | "now">,
  input: { accountId: AccountId; signalImportId: string; code: ErrorCode; message: string; onDone?: OnDone },
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [failed] = await tx
      .update(signalImports)
      .set({ state: "failed", failureCode: input.code, failureText: input.message, finishedAt: ctx.now() })
      .where(
        and(
          eq(signalImports.accountId, input.accountId),
          eq(signalImports.id, input.signalImportId),
          sql`${signalImports.state} in ('queued', 'running')`,
        ),
      )
      .returning({ streamId: signalImports.streamId });
    if (failed) await input.onDone?.(tx, failed);
  });
}
