import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chatMessages } from "#drizzle/schema/signals.ts";
import { createTestContext, insertVideo } from "#lib/vods/testing.ts";
import { mostHits, searchChat } from "./search-chat.ts";

let test_: Awaited<ReturnType<typeof createTestContext>>;
let streamId: string;

beforeAll(async () => {
  test_ = await createTestContext();
  ({ streamId } = await insertVideo(test_.ctx, { accountId: test_.accountId, durationSeconds: 600 }));
  const of = { accountId: test_.accountId, streamId, importId: randomUUID() };
  const said = [
    [1_000, "mika", "No way, a 100% clear"],
    [2_000, "Toaster", "no WAY"],
    [3_000, "june", "ОФИГЕТЬ"],
    [4_000, "june", "under_score and back\\slash"],
    [700_000, "late", "no way, after the end"],
  ] as const;
  await test_.ctx.db
    .insert(chatMessages)
    .values(said.map(([offsetMs, author, text]) => ({ ...of, offsetMs, author, text })));
});
afterAll(() => test_.close());

const search = async (text: string, accountId = test_.accountId) => {
  const { hits, isCut } = await searchChat(test_.ctx, { accountId, streamId, fromMs: 0, toMs: 600_000, text });
  expect(isCut).toBe(false);
  return hits.map((one) => one.offsetMs);
};

test.each([
  ["no way", [1_000, 2_000]],
  ["NO WAY", [1_000, 2_000]],
  ["toast", [2_000]],
  ["0%", [1_000]],
  ["офигеть", [3_000]],
  ["r_s", [4_000]],
  ["k\\s", [4_000]],
  ["nobody said this", []],
])("%j is found at %j", async (text, at) => expect(await search(text)).toEqual(at));

test("another account finds nothing", async () => {
  expect(await search("no way", randomUUID() as typeof test_.accountId)).toEqual([]);
});

test("more than can be shown are cut off, and said to be", async () => {
  const of = { accountId: test_.accountId, streamId, importId: randomUUID(), author: "bot", text: "spam" };
  const many = Array.from({ length: mostHits + 5 }, (_, n) => ({ ...of, offsetMs: 5_000 + n }));
  await test_.ctx.db.insert(chatMessages).values(many);
  const input = { accountId: test_.accountId, streamId, fromMs: 0, toMs: 600_000, text: "spam" };
  const { hits, isCut } = await searchChat(test_.ctx, input);
  expect([hits.length, isCut]).toEqual([mostHits, true]);
});
