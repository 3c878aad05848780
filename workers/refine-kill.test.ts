import type { ChildProcess } from "node:child_process";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { plans } from "#drizzle/schema/accounts.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import { atTheMachine } from "#lib/accounts/note-action.ts";
import { enqueueJob } from "#lib/jobs.ts";
import { changeLlmSettings } from "#lib/refine/llm-settings.ts";
import { setPrice } from "#lib/refine/prices.ts";
import {
  billed,
  type FakeModelServer,
  sensibleAnswer,
  startFakeModelServer,
} from "#lib/refine/testing/fake-model-server.ts";
import { addRefinableVideo } from "#lib/refine/testing/refinement-world.ts";
import { createTestInstallation, killProcess, type TestInstallation, waitFor } from "./testing/installation.ts";

const budgetUsd = 4;
/** Of a call, in USD: 1,000 tokens of answer at the most, as many as the server bills really. */
const costUsd = billed.output / 1_000;
const runCount = 4;
const highlightsPerRun = 5;

let place: TestInstallation;
let server: FakeModelServer;
beforeAll(async () => {
  place = await createTestInstallation();
  server = await startFakeModelServer();
});
afterAll(async () => {
  await place.close();
  await server.close();
});

/** Writes down what the account has spent and promised, and how many calls are under way, after every change of the ledger. */
const watchLedger = (accountId: string) =>
  place.ctx.db.execute(
    sql.raw(`
    create table ledger_watch (usd numeric not null, in_flight int not null);
    create function watch_ledger() returns trigger language plpgsql as $$ begin
      insert into ledger_watch
        select coalesce(sum(case state when 'reserved' then reserved_usd when 'settled' then settled_usd else 0 end), 0),
          count(*) filter (where state = 'reserved')
        from llm_ledger where account_id = '${accountId}';
      return null;
    end $$;
    create constraint trigger watch_ledger after insert or update on llm_ledger deferrable initially deferred
      for each row execute function watch_ledger();`),
  );

test("runs in several processes, some of them killed in the middle of calls, never pass the budget together", async () => {
  const { ctx, accountId, dir } = place;
  await ctx.db
    .update(plans)
    .set({ llmMonthlyUsd: String(budgetUsd) })
    .where(eq(plans.id, "test"));
  await changeLlmSettings(ctx, { dailyUsd: 100, userId: null });
  const free = { inputUsdPerMillion: 0, audioUsdPerMillion: null };
  await setPrice(ctx, {
    backend: "openai-compatible",
    model: "fake-1",
    ...free,
    outputUsdPerMillion: 1_000,
    operator: atTheMachine,
  });
  await watchLedger(accountId);
  const env = {
    LLM_BACKEND: "openai-compatible",
    LLM_MODEL: "fake-1",
    LLM_BASE_URL: server.openAiUrl,
    LLM_MAX_OUTPUT_TOKENS: "1000",
  };
  // Each process has a key of its own, which says whose request one is.
  const workers = new Map<string, ChildProcess>();
  const start = async (key: string) => void workers.set(key, await place.spawnWorker({ ...env, LLM_API_KEY: key }));
  await start("worker-1");
  await start("worker-2");
  const killed: Promise<void>[] = [];
  server.behave(async ({ prompt, headers }, count) => {
    if (count !== 3 && count !== 6) return { kind: "answer", value: sensibleAnswer(prompt) };
    // This request's process dies while the provider works on the answer.
    const victim = workers.get(headers.authorization!.replace("Bearer ", ""))!;
    killed.push(killProcess(victim).then(() => start(`worker-${count}`)));
    await killed.at(-1);
    return { kind: "answer", value: sensibleAnswer(prompt) };
  });

  const video = await addRefinableVideo(ctx, { accountId, dir });
  // The recording's own detection would take these highlights' places.
  await waitFor("the recording's own jobs to end", async () => {
    const { rows } = await ctx.db.execute<{ count: number }>(sql`select count(*)::int from graphile_worker.jobs`);
    return rows[0]!.count === 0 ? true : null;
  });
  const runs: string[] = [];
  for (let run = 0; run < runCount; run += 1) {
    const detectionRunId = await video.addRun();
    for (let rank = 1; rank <= highlightsPerRun; rank += 1) {
      await video.addHighlight(detectionRunId, rank, {
        detectedEndTicks: 10_240 * (20 + highlightsPerRun * run + rank),
      });
    }
    runs.push(detectionRunId);
  }
  await ctx.db.transaction(async (tx) => {
    for (const detectionRunId of runs) await enqueueJob(tx, "refine_highlights", { accountId, detectionRunId });
  });
  await waitFor("every highlight to be refined or to say why not", async () => {
    const open = await ctx.db.select().from(highlights).where(sql`refine_state in ('none', 'queued', 'running')`);
    return open.length === 0 ? true : null;
  });
  await Promise.all(killed);
  expect(killed).toHaveLength(2);

  const { rows: seen } = await ctx.db.execute<{ usd: string; in_flight: number; count: number }>(
    sql`select max(usd) as usd, max(in_flight) as in_flight, count(*)::int as count from ledger_watch`,
  );
  expect(seen[0]!.count).toBeGreaterThan(30);
  expect(Number(seen[0]!.usd)).toBeLessThanOrEqual(budgetUsd);
  expect(seen[0]!.in_flight).toBe(2);
  const { rows: spent } = await ctx.db.execute<{ reserved: number; usd: string; in_full: number }>(sql`
    select count(*) filter (where state = 'reserved')::int as reserved, sum(settled_usd) as usd,
      count(*) filter (where settled_usd = reserved_usd)::int as in_full from llm_ledger`);
  // Nothing stays promised; the calls of the dead count in full, so the provider never bills more than the ledger says.
  expect(spent[0]!.reserved).toBe(0);
  expect(spent[0]!.in_full).toBeGreaterThanOrEqual(2);
  expect(server.answered() * costUsd).toBeLessThanOrEqual(Number(spent[0]!.usd));

  const reasons = await ctx.db.execute<{ refine_state: string; refine_reason: string | null }>(
    sql`select distinct refine_state, refine_reason from highlights`,
  );
  expect(reasons.rows).toContainEqual({ refine_state: "done", refine_reason: null });
  expect(reasons.rows).toContainEqual({ refine_state: "skipped", refine_reason: "budget" });
});
