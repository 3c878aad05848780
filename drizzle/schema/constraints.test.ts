import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestContext, insertVideo } from "#lib/vods/testing.ts";
import { highlights, refinements } from "./highlights.ts";
import { alerts, jobProgress } from "./operations.ts";
import { streams, vods } from "./vods.ts";

let world: Awaited<ReturnType<typeof createTestContext>>;
let vodId: string;
let streamId: string;
beforeAll(async () => {
  world = await createTestContext();
  ({ vodId, streamId } = await insertVideo(world.ctx, { accountId: world.accountId, durationSeconds: 60 }));
});
afterAll(() => world.close());

const highlight = (changes: Partial<typeof highlights.$inferInsert> = {}): typeof highlights.$inferInsert => ({
  accountId: world.accountId,
  vodId,
  origin: "manual",
  timescale: 90_000,
  detectedStartTicks: 0,
  detectedEndTicks: 90_000,
  ...changes,
});
const upload = (changes: Partial<typeof vods.$inferInsert> = {}): typeof vods.$inferInsert => ({
  accountId: world.accountId,
  kind: "upload",
  externalId: "upload-1",
  title: "Test",
  ...changes,
});
const nobody = "00000000-0000-4000-8000-000000000000";

/** The name of the constraint that refuses the insert. */
async function refusedBy(insert: Promise<unknown>): Promise<string> {
  const error = await insert.then(
    () => null,
    (thrown: { cause?: { constraint?: string; column?: string } }) => thrown,
  );
  return error?.cause?.constraint ?? error?.cause?.column ?? "nothing";
}

const insertHighlight = (changes: Partial<typeof highlights.$inferInsert>) =>
  world.ctx.db.insert(highlights).values(highlight(changes));
const insertVod = (changes: Partial<typeof vods.$inferInsert>) => world.ctx.db.insert(vods).values(upload(changes));

test("bounds are in order, come in pairs and begin at zero or later", async () => {
  expect(await refusedBy(insertHighlight({ detectedStartTicks: 90_000 }))).toBe("highlights_detected_order");
  expect(await refusedBy(insertHighlight({ detectedStartTicks: -1 }))).toBe("highlights_detected_order");
  expect(await refusedBy(insertHighlight({ trimmedStartTicks: 5 }))).toBe("highlights_trimmed_order");
  expect(await refusedBy(insertHighlight({ refinedStartTicks: 5, refinedEndTicks: 5 }))).toBe(
    "highlights_refined_order",
  );
  expect(await refusedBy(insertHighlight({ timescale: 0 }))).toBe("highlights_timescale");
  expect(await refusedBy(insertHighlight({ confidence: 1.5 }))).toBe("highlights_confidence");
  expect(await refusedBy(insertHighlight({ trimmedStartTicks: 5, trimmedEndTicks: 6 }))).toBe("nothing");
});

test("states are among those known, and a failure has its reason", async () => {
  expect(await refusedBy(insertVod({ state: "lost" as "ready" }))).toBe("vods_state");
  expect(await refusedBy(insertVod({ state: "failed" }))).toBe("vods_failure");
  expect(await refusedBy(insertHighlight({ reviewState: "maybe" as "approved" }))).toBe("highlights_review_state");
  expect(await refusedBy(insertVod({ kind: "highlight" }))).toBe("vods_provenance");
  expect(await refusedBy(insertVod({ provenance: "manual" }))).toBe("vods_provenance");
});

test("an external id names one VOD of an account", async () => {
  expect(await refusedBy(insertVod({ externalId: "same" }))).toBe("nothing");
  expect(await refusedBy(insertVod({ externalId: "same" }))).toBe("vods_external_id");
});

test("rows belong to something that exists, and go with it", async () => {
  expect(await refusedBy(insertHighlight({ vodId: nobody }))).toBe("highlights_vod_id_vods_id_fk");
  expect(await refusedBy(insertVod({ accountId: nobody }))).toBe("vods_account_id_accounts_id_fk");
  const { db } = world.ctx;
  const other = await insertVideo(world.ctx, { accountId: world.accountId, durationSeconds: 10 });
  await insertHighlight({ vodId: other.vodId });
  await db.delete(streams).where(sql`id = ${other.streamId}`);
  const left = await db.select().from(highlights).where(sql`vod_id = ${other.vodId}`);
  expect(left).toEqual([]);
});

test("one open alert a cause, one progress row a job and subject, one answer an iteration", async () => {
  const { db } = world.ctx;
  const alert = { cause: "disk", severity: "warning" as const, text: "Little space" };
  await db.insert(alerts).values(alert);
  expect(await refusedBy(db.insert(alerts).values(alert))).toBe("alerts_one_open");
  const progress = { accountId: world.accountId, task: "t", subjectId: streamId, state: "queued" as const };
  await db.insert(jobProgress).values(progress);
  expect(await refusedBy(db.insert(jobProgress).values(progress))).toBe("job_progress_subject");
  expect(await refusedBy(db.insert(jobProgress).values({ ...progress, task: "u", fraction: 2 }))).toBe(
    "job_progress_fraction",
  );
  const [row] = await db.insert(highlights).values(highlight()).returning({ id: highlights.id });
  const refinement = {
    accountId: world.accountId,
    highlightId: row!.id,
    iteration: 1,
    backend: "heuristic",
    model: "pauses",
    promptVersion: "1",
    inputHash: "a",
    state: "running" as const,
  };
  await db.insert(refinements).values(refinement);
  expect(await refusedBy(db.insert(refinements).values(refinement))).toBe("refinements_iteration");
  expect(await refusedBy(db.insert(refinements).values({ ...refinement, iteration: 2, state: "done" }))).toBe(
    "refinements_answer",
  );
});
