import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import path from "node:path";
import { eq, getTableColumns, is, sql } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { quotaReservations } from "#drizzle/schema/accounts.ts";
import { clipAttempts, clips } from "#drizzle/schema/clips.ts";
import { detectionRuns, highlights, llmLedger, refinements } from "#drizzle/schema/highlights.ts";
import { alertMessages, alerts, emails, jobProgress } from "#drizzle/schema/operations.ts";
import { signalImports } from "#drizzle/schema/signals.ts";
import { storedObjects, streams, vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import { createTestContext, insertVideo } from "#lib/vods/testing.ts";
import { stateColumns } from "./states.ts";
import { sweepers } from "./sweepers.ts";

let world: Awaited<ReturnType<typeof createTestContext>>;
let ctx: Ctx;
beforeAll(async () => {
  world = await createTestContext();
  ctx = world.ctx;
});
afterAll(() => world.close());

/** Every column of the schema that holds a state, with its values. */
async function listStateColumns(): Promise<Record<string, string[]>> {
  const dir = path.resolve(import.meta.dirname, "../drizzle/schema");
  const found: Record<string, string[]> = {};
  for (const file of readdirSync(dir).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))) {
    const exported = Object.values(await import(path.join(dir, file)));
    for (const table of exported.filter((one): one is PgTable => is(one, PgTable))) {
      for (const column of Object.values(getTableColumns(table))) {
        if (!/(^|_)state$/.test(column.name)) continue;
        found[`${getTableConfig(table).name}.${column.name}`] = [...(column.enumValues ?? [])];
      }
    }
  }
  return found;
}

test("every state column of the schema is in the table, with each of its values at rest or with a way back", async () => {
  const inSchema = await listStateColumns();
  expect(Object.keys(inSchema).length).toBeGreaterThan(10);
  const sorted = (values: readonly string[]) => [...values].sort();
  const ofSchema = Object.entries(inSchema).map(([name, values]) => [name, sorted(values)]);
  const ofTable = Object.entries(stateColumns).map(([name, one]) => [
    name,
    sorted([...one.rest, ...Object.keys(one.underWay)]),
  ]);
  expect(new Map(ofTable as [string, string[]][])).toEqual(new Map(ofSchema as [string, string[]][]));
});

type State = { read: () => Promise<string | undefined> };

const first = async (query: ReturnType<typeof sql>): Promise<string | undefined> =>
  (await ctx.db.execute<{ state: string }>(query)).rows[0]?.state;
const stateOf = (table: string, id: string, column = "state"): State => ({
  read: () => first(sql`select ${sql.raw(column)} as state from ${sql.raw(table)} where id = ${id}`),
});
const newVideo = () => insertVideo(ctx, { accountId: world.accountId, durationSeconds: 60 });

async function newHighlight(more: Partial<typeof highlights.$inferInsert>): Promise<string> {
  const { vodId } = await newVideo();
  const bounds = { timescale: 90_000, detectedStartTicks: 0, detectedEndTicks: 90_000 };
  const values = { accountId: world.accountId, vodId, origin: "detected" as const, ...bounds, ...more };
  const [row] = await ctx.db.insert(highlights).values(values).returning();
  return row!.id;
}

/** An attempt at a clip, open, with its highlight and clip in the states that go with it. */
async function newAttempt(state: "queued" | "cutting"): Promise<{ attemptId: string; highlightId: string }> {
  const { accountId } = world;
  const highlightId = await newHighlight({ cutState: state });
  const [highlight] = await ctx.db.select().from(highlights).where(eq(highlights.id, highlightId));
  const vodId = randomUUID();
  const clip = { kind: "highlight" as const, provenance: "auto" as const, externalId: vodId, title: "Clip" };
  await ctx.db.insert(vods).values({ id: vodId, accountId, state: "processing", ...clip });
  await ctx.db.insert(clips).values({ vodId, accountId, highlightId, sourceVodId: highlight!.vodId });
  const bounds = { timescale: 90_000, startTicks: 0, endTicks: 90_000 };
  const [attempt] = await ctx.db
    .insert(clipAttempts)
    .values({ vodId, accountId, attempt: 1, state, mode: "exact", objectKey: `key-${vodId}`, ...bounds })
    .returning();
  return { attemptId: attempt!.id, highlightId };
}

/** Rows as a process leaves them that dies without a word: in the state, and with no job. */
const strand: Record<string, (value: never) => Promise<State>> = {
  "streams.state": async () => {
    const [row] = await ctx.db
      .insert(streams)
      .values({ accountId: world.accountId, title: "Live", state: "live", startedAt: ctx.now() })
      .returning();
    return stateOf("streams", row!.id);
  },
  "vods.state": async (state: "imported" | "processing" | "trashed" | "deleting") => {
    const { vodId } = await newVideo();
    await ctx.db.update(vods).set({ state, trashedAt: ctx.now() }).where(eq(vods.id, vodId));
    // A deletion goes on by a job.
    if (state === "deleting") {
      return {
        read: async () => {
          const { rowCount } = await ctx.db.execute(
            sql`select 1 from graphile_worker.jobs where key = ${`delete_vod:${vodId}`}`,
          );
          return rowCount === 1 ? "going on" : state;
        },
      };
    }
    return stateOf("vods", vodId);
  },
  "stored_objects.state": async (state: "pending" | "deleting") => {
    const { vodId } = await newVideo();
    const key = `accounts/${world.accountId}/vods/${vodId}/left`;
    await ctx.store.putBytes(key, Buffer.from("left"));
    await ctx.db.insert(storedObjects).values({ key, accountId: world.accountId, vodId, role: "video", state });
    return {
      read: async () =>
        (await ctx.store.findObject(key)) === null
          ? first(sql`select state from stored_objects where key = ${key}`)
          : state,
    };
  },
  "quota_reservations.state": async () => {
    const [row] = await ctx.db
      .insert(quotaReservations)
      .values({
        accountId: world.accountId,
        purpose: "import",
        subjectId: randomUUID(),
        reservedBytes: 1,
        expiresAt: new Date(ctx.now().getTime() + 86_300_000),
      })
      .returning();
    return stateOf("quota_reservations", row!.id);
  },
  "signal_imports.state": async (state: "queued" | "running") => {
    const { streamId } = await newVideo();
    const file = { kind: "chat" as const, fileName: "chat.txt", sizeBytes: 1 };
    const [row] = await ctx.db
      .insert(signalImports)
      .values({ accountId: world.accountId, streamId, state, ...file })
      .returning();
    return stateOf("signal_imports", row!.id);
  },
  "detection_runs.state": async (state: "queued" | "running") => {
    const video = await newVideo();
    const [row] = await ctx.db
      .insert(detectionRuns)
      .values({ accountId: world.accountId, ...video, trigger: "auto", state })
      .returning();
    return stateOf("detection_runs", row!.id);
  },
  "highlights.refine_state": async (refineState: "queued" | "running") =>
    stateOf("highlights", await newHighlight({ refineState }), "refine_state"),
  "highlights.cut_state": async (state: "queued" | "cutting") =>
    stateOf("highlights", (await newAttempt(state)).highlightId, "cut_state"),
  "clip_attempts.state": async (state: "queued" | "cutting") =>
    stateOf("clip_attempts", (await newAttempt(state)).attemptId),
  "refinements.state": async () => {
    const highlightId = await newHighlight({});
    const asked = { iteration: 1, backend: "b", model: "m", promptVersion: "1", inputHash: randomUUID() };
    const [row] = await ctx.db
      .insert(refinements)
      .values({ accountId: world.accountId, highlightId, state: "running", ...asked })
      .returning();
    return stateOf("refinements", row!.id);
  },
  "llm_ledger.state": async () => {
    const when = { month: "2026-11", day: "2026-11-26", expiresAt: new Date(ctx.now().getTime() + 890_000) };
    const [row] = await ctx.db
      .insert(llmLedger)
      .values({ accountId: world.accountId, backend: "b", model: "m", reservedUsd: "1", ...when })
      .returning();
    return stateOf("llm_ledger", row!.id);
  },
  "job_progress.state": async (state: "queued" | "running" | "waiting") => {
    const [row] = await ctx.db
      .insert(jobProgress)
      .values({ accountId: world.accountId, task: "process_vod", subjectId: randomUUID(), state })
      .returning();
    return stateOf("job_progress", row!.id);
  },
  "emails.state": async (state: "pending" | "sending") => {
    const [row] = await ctx.db
      .insert(emails)
      .values({
        accountId: world.accountId,
        toAddress: "a@example.com",
        event: "clip.ready",
        groupKey: randomUUID(),
        items: [],
        state,
        sendAfter: ctx.now(),
      })
      .returning();
    return stateOf("emails", row!.id);
  },
  "alert_messages.state": async (state: "pending" | "sending") => {
    const trouble = { cause: `test:${state}`, severity: "warning" as const, text: "Something.", toldAt: ctx.now() };
    const [alert] = await ctx.db.insert(alerts).values(trouble).returning();
    const when = { sendAfter: ctx.now(), claimedAt: state === "sending" ? ctx.now() : null };
    const [row] = await ctx.db
      .insert(alertMessages)
      .values({ alertId: alert!.id, news: "open", channel: "webhook", state, ...when })
      .returning();
    return stateOf("alert_messages", row!.id);
  },
};

const underWay = Object.entries(stateColumns).flatMap(([column, { underWay }]) =>
  Object.entries(underWay).map(([value, way]) => ({ column, value, ...way })),
);

test.each(underWay)("$column = $value that was left alone ends by $wayBack", async (one) => {
  const { read } = await strand[one.column]!(one.value as never);
  expect(await read()).toBe(one.value);
  const later = new Date(ctx.now().getTime() + (one.deadlineMinutes + 1) * 60_000);
  await sweepers.find((sweeper) => sweeper.name === one.wayBack)!.run({ ...ctx, now: () => later });
  expect(await read()).not.toBe(one.value);
});
