import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accounts } from "#drizzle/schema/accounts.ts";
import { detectionRuns } from "#drizzle/schema/highlights.ts";
import { createTestContext, insertVideo } from "#lib/vods/testing.ts";
import { changeDetectionSettings, getDetectionSettings } from "./change-settings.ts";
import { requestDetection } from "./request-detection.ts";
import { defaultSettings, detectionSettings } from "./settings.ts";

let test_: Awaited<ReturnType<typeof createTestContext>>;
beforeAll(async () => {
  test_ = await createTestContext();
});
afterAll(() => test_.close());

test("an account's settings go into its next run, beside what other stages keep there", async () => {
  const { ctx, accountId } = test_;
  await ctx.db
    .update(accounts)
    .set({ settings: { other: 1 } })
    .where(eq(accounts.id, accountId));
  expect(await getDetectionSettings(ctx, { accountId })).toEqual(defaultSettings);
  const settings = detectionSettings.parse({ topN: 3, keywords: [" banana ", "banana", "let's cook"] });
  await changeDetectionSettings(ctx, { accountId, settings });
  expect(await getDetectionSettings(ctx, { accountId })).toMatchObject({ topN: 3, keywords: ["banana", "let's cook"] });
  const [row] = await ctx.db.select().from(accounts).where(eq(accounts.id, accountId));
  expect(row!.settings).toMatchObject({ other: 1, detection: { topN: 3 } });
  const { streamId } = await insertVideo(ctx, { accountId, durationSeconds: 60 });
  const { detectionRunId } = await requestDetection(ctx, { accountId, streamId, trigger: "screen" });
  const [run] = await ctx.db.select().from(detectionRuns).where(eq(detectionRuns.id, detectionRunId));
  expect(run!.settings).toMatchObject({ topN: 3, keywords: ["banana", "let's cook"] });
});

test.each([
  [{ topN: 0 }],
  [{ topN: 51 }],
  [{ topN: 2.5 }],
  [{ spacingSeconds: 5 }],
  [{ weights: { chat: -1 } }],
  [{ weights: { chat: 6 } }],
  [{ minSeconds: 100, maxSeconds: 60 }],
  [{ reactionLagSeconds: 61 }],
  [{ leastSigma: Number.NaN }],
  [{ keywords: ["x"] }],
  [{ keywords: Array.from({ length: 201 }, (_, i) => `word ${i}`) }],
])("%j is no setting", (given) => {
  expect(detectionSettings.safeParse(given).success).toBe(false);
});
