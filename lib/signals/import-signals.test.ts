import { existsSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signalImports } from "#drizzle/schema/signals.ts";
import type { AccountId } from "#lib/ids.ts";
import { createTestContext, insertVideo, makeTestMedia } from "#lib/vods/testing.ts";
import { addSignals } from "./add-signals.ts";
import { importRecording } from "./import-recording.ts";
import { importSignals } from "./import-signals.ts";
import type { SignalKind } from "./model.ts";
import { listChat, listEvents, listSignalImports, listTranscript } from "./queries.ts";

let test_: Awaited<ReturnType<typeof createTestContext>>;
beforeAll(async () => {
  test_ = await createTestContext();
});
afterAll(() => test_.close());

const report = () => {};
let number = 0;
function file(content: string, kind: SignalKind = "chat") {
  number += 1;
  const filePath = path.join(test_.dir, `${kind}-${number} 'ü"; --.txt`);
  writeFileSync(filePath, content);
  return { kind, filePath, fileName: path.basename(filePath), take: "link" as const };
}
const everything = (streamId: string) => ({
  accountId: test_.accountId,
  streamId,
  fromMs: -1e9,
  toMs: 1e12,
  limit: 1_000,
});

async function handIn(streamId: string, content: string, kind: SignalKind = "chat") {
  const { accountId, ctx } = test_;
  const { signalImportIds } = await addSignals(ctx, { accountId, streamId, signals: [file(content, kind)] });
  return signalImportIds[0]!;
}
const run = (signalImportId: string) =>
  importSignals(test_.ctx, { accountId: test_.accountId, signalImportId, report });

test("chat with event lines becomes messages and events; a second run adds nothing; the inbox is empty after", async () => {
  const { accountId, ctx } = test_;
  const { streamId } = await insertVideo(ctx, { accountId, durationSeconds: 60 });
  const id = await handIn(
    streamId,
    "[0:00:01] <a> one\n[0:99:99] <a> broken\n[0:00:02] <b> Bob is gifting 5 Tier 1 Subs to x's community!\n[0:02:00] <c> late\n",
  );
  expect(await run(id)).toEqual({ ok: true, parsedCount: 2 });
  expect(await run(id)).toEqual({ ok: true, parsedCount: 2 });
  expect(
    (await listChat(ctx, everything(streamId))).map(({ offsetMs, author, text }) => [offsetMs, author, text]),
  ).toEqual([
    [1_000, "a", "one"],
    [120_000, "c", "late"],
  ]);
  expect(await listEvents(ctx, everything(streamId))).toMatchObject([{ kind: "gift", amount: 5, offsetMs: 2_000 }]);
  expect(await listSignalImports(ctx, { accountId, streamId })).toMatchObject([
    {
      kind: "chat",
      state: "done",
      parsedCount: 2,
      eventCount: 1,
      unreadableCount: 1,
      afterEndCount: 1,
      format: "twitch-text",
    },
  ]);
  expect(existsSync(path.join(ctx.config.dataDir, "inbox", id))).toBe(false);
});

test("a new file of a kind takes the old one's place, of that kind only", async () => {
  const { accountId, ctx } = test_;
  const { streamId } = await insertVideo(ctx, { accountId, durationSeconds: 60 });
  await run(await handIn(streamId, "[0:00:01] <a> old\n"));
  await run(await handIn(streamId, "00:00:01: said\n00:00:02: more\n", "transcript"));
  await run(await handIn(streamId, "[0:00:01] <a> new\n"));
  expect((await listChat(ctx, everything(streamId))).map((one) => one.text)).toEqual(["new"]);
  expect((await listTranscript(ctx, everything(streamId))).map((one) => one.text)).toEqual(["said", "more"]);
  expect((await listSignalImports(ctx, { accountId, streamId })).map((one) => one.kind).sort()).toEqual([
    "chat",
    "transcript",
  ]);
});

test("an older file that ends later doesn't replace a newer one", async () => {
  const { accountId, ctx } = test_;
  const { streamId } = await insertVideo(ctx, { accountId, durationSeconds: 60 });
  const older = await handIn(streamId, "[0:00:01] <a> older\n");
  const newer = await handIn(streamId, "[0:00:01] <a> newer\n");
  await Promise.all([run(newer), run(older)]);
  expect((await listChat(ctx, everything(streamId))).map((one) => one.text)).toEqual(["newer"]);
});

test("a file that can't be read fails with what it looks like; what was there stays", async () => {
  const { accountId, ctx } = test_;
  const { streamId } = await insertVideo(ctx, { accountId, durationSeconds: 60 });
  await run(await handIn(streamId, "[0:00:01] <a> kept\n"));
  const result = await run(await handIn(streamId, "%PDF-1.7 nothing"));
  expect(result).toMatchObject({ ok: false, reason: "signal_unreadable" });
  expect((await listChat(ctx, everything(streamId))).map((one) => one.text)).toEqual(["kept"]);
  const [newest] = await listSignalImports(ctx, { accountId, streamId });
  expect(newest).toMatchObject({ state: "failed", failureCode: "signal_unreadable" });
  expect(newest!.failureText).toContain("PDF");
});

test("text that could do harm is stored and read back as it is", async () => {
  const { accountId, ctx } = test_;
  const { streamId } = await insertVideo(ctx, { accountId, durationSeconds: 60 });
  const texts = [
    "<script>alert('x')</script> \\N \\. \t tab",
    "z̸̡͔̎a̷l̶g̵o̴ ".repeat(20).trim(),
    "\u202Eevil\u202C right to left \u0000NUL",
    "half \uD83D emoji 😂",
    "'; drop table chat_messages; --",
  ];
  await run(
    await handIn(streamId, JSON.stringify(texts.map((message, i) => ({ time_in_seconds: i, message, author: "a" })))),
  );
  const expected = texts.map((text) => text.replaceAll("\u0000", "").toWellFormed());
  expect((await listChat(ctx, everything(streamId))).map((one) => one.text)).toEqual(expected);
});

test("another account sees and touches nothing", async () => {
  const { accountId, ctx } = test_;
  const { streamId } = await insertVideo(ctx, { accountId, durationSeconds: 60 });
  const id = await handIn(streamId, "[0:00:01] <a> mine\n");
  const other = crypto.randomUUID() as AccountId;
  await expect(importSignals(ctx, { accountId: other, signalImportId: id, report })).rejects.toMatchObject({
    code: "not_found",
  });
  const signals = [file("[0:00:01] <a> x\n")];
  await expect(addSignals(ctx, { accountId: other, streamId, signals })).rejects.toMatchObject({ code: "not_found" });
  await run(id);
  expect(await listChat(ctx, { ...everything(streamId), accountId: other })).toEqual([]);
  expect(await listSignalImports(ctx, { accountId: other, streamId })).toEqual([]);
});

test("a job that is stopped in the middle leaves no rows, and the next try all of them", async () => {
  const { accountId, ctx } = test_;
  const { streamId } = await insertVideo(ctx, { accountId, durationSeconds: 60 });
  const lines = Array.from(
    { length: 30_000 },
    (_, i) => `[0:00:${String(i % 60).padStart(2, "0")}] <a> message ${i}\n`,
  );
  const id = await handIn(streamId, lines.join(""));
  const controller = new AbortController();
  const stopped = importSignals(
    { ...ctx, signal: controller.signal },
    {
      accountId,
      signalImportId: id,
      report: ({ fraction }) => {
        if (fraction) controller.abort();
      },
    },
  );
  await expect(stopped).rejects.toThrow();
  expect(await listChat(ctx, everything(streamId))).toEqual([]);
  expect(await run(id)).toEqual({ ok: true, parsedCount: 30_000 });
});

test("a recording comes in with its signals in one go; the same file again changes nothing", async () => {
  const { accountId, ctx, dir } = test_;
  const filePath = await makeTestMedia(ctx, path.join(dir, "video.mp4"), { seconds: 1 });
  const video = { filePath, fileName: "video.mp4", take: "link" as const };
  const signals = [file("[0:00:01] <a> hi\n"), file("00:00:01: said\n", "transcript")];
  const first = await importRecording(ctx, { accountId, video, signals });
  expect(first).toMatchObject({ ok: true });
  if (!first.ok) return;
  const rows = await ctx.db.select().from(signalImports).where(eq(signalImports.streamId, first.streamId));
  expect(rows.map((row) => [row.kind, row.state]).sort()).toEqual([
    ["chat", "queued"],
    ["transcript", "queued"],
  ]);
  const inbox = readdirSync(path.join(ctx.config.dataDir, "inbox")).length;
  expect(await importRecording(ctx, { accountId, video, signals })).toMatchObject({
    ok: false,
    reason: "duplicate",
    vodId: first.vodId,
  });
  expect(readdirSync(path.join(ctx.config.dataDir, "inbox"))).toHaveLength(inbox);
  const missing = { kind: "chat" as const, filePath: "/no/such/file", fileName: "x", take: "link" as const };
  await expect(importRecording(ctx, { accountId, video, signals: [missing] })).rejects.toMatchObject({
    code: "invalid_input",
  });
});
