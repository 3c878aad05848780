import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Ctx } from "#lib/context.ts";
import { createTestContext } from "#lib/vods/testing.ts";
import { sweeperSchedule, sweepers, sweeperTasks } from "./sweepers.ts";

let world: Awaited<ReturnType<typeof createTestContext>>;
beforeAll(async () => {
  world = await createTestContext();
});
afterAll(() => world.close());

const asJob = undefined as never;

test("every sweeper has a task and valid times, and finds nothing in an installation at rest", async () => {
  const tasks = sweeperTasks(world.ctx, new AbortController().signal);
  const schedule = sweeperSchedule(world.ctx.config.hostId);
  expect(schedule.map((item) => item.task)).toEqual(Object.keys(tasks));
  expect(new Set(schedule.map((item) => item.identifier)).size).toBe(sweepers.length);
  for (const sweeper of sweepers) expect([sweeper.name, await sweeper.run(world.ctx)]).toEqual([sweeper.name, 0]);
});

test("one that fails ends its job all the same: its next time comes by the schedule", async () => {
  await world.ctx.db.execute(sql`alter table quota_reservations rename to away`);
  const logged: string[] = [];
  const log = { ...world.ctx.log, error: (facts: { sweeper: string }) => logged.push(facts.sweeper) };
  const ctx = { ...world.ctx, log } as unknown as Ctx;
  const tasks = sweeperTasks(ctx, new AbortController().signal);
  await tasks["sweep:release_reservations"]!({}, asJob);
  expect(logged).toEqual(["release_reservations"]);
  await world.ctx.db.execute(sql`alter table away rename to quota_reservations`);
});
