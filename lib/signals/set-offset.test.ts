import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AccountId } from "#lib/ids.ts";
import { createTestContext, insertVideo } from "#lib/vods/testing.ts";
import { addSignals } from "./add-signals.ts";
import { importSignals } from "./import-signals.ts";
import type { SignalKind } from "./model.ts";
import { previewOffset } from "./preview-offset.ts";
import { listChat, listEvents, listSignalImports, listTranscript } from "./queries.ts";
import { setOffset } from "./set-offset.ts";

let test_: Awaited<ReturnType<typeof createTestContext>>;
beforeAll(async () => {
  test_ = await createTestContext();
});
afterAll(() => test_.close());

async function handIn(streamId: string, content: string, kind: SignalKind, isRead = true) {
  const { accountId, ctx, dir } = test_;
  const filePath = path.join(dir, `${kind}.txt`);
  writeFileSync(filePath, content);
  const signals = [{ kind, filePath, fileName: "f.txt", take: "move" as const }];
  const { signalImportIds } = await addSignals(ctx, { accountId, streamId, signals });
  const signalImportId = signalImportIds[0]!;
  if (isRead) await importSignals(ctx, { accountId, signalImportId, report: () => {} });
  return { accountId, signalImportId };
}
const all = (streamId: string) => ({ accountId: test_.accountId, streamId, fromMs: -1e9, toMs: 1e9, limit: 99 });
const chat =
  "[0:00:01] <a> one\n[0:00:40] <b> two\n[0:00:41] <c> 9 raiders from Dora have joined!\n[0:00:42] <d> three\n";

test("a preview says what would be where and moves nothing; setting moves messages and the events among them, once", async () => {
  const { ctx, accountId } = test_;
  const { streamId, vodId } = await insertVideo(ctx, { accountId, durationSeconds: 60 });
  const of = await handIn(streamId, chat, "chat");
  const transcript = await handIn(streamId, "00:00:05: said\n", "transcript");
  const preview = await previewOffset(ctx, { ...of, offsetMs: 20_000 });
  expect(preview).toMatchObject({ kind: "chat", vodId, durationSeconds: 60, currentOffsetMs: 0, offsetMs: 20_000 });
  expect(preview.counts).toEqual({ before: 0, within: 1, after: 2 });
  expect(preview.samples).toEqual([
    { nowSeconds: 1, thenSeconds: 21, text: "a: one", note: "1 messages in 10 s" },
    { nowSeconds: 40, thenSeconds: 60, text: "b: two", note: "2 messages in 10 s" },
  ]);
  expect((await listChat(ctx, all(streamId))).map((one) => one.offsetMs)).toEqual([1_000, 40_000, 42_000]);

  expect(await setOffset(ctx, { ...of, offsetMs: -1_500 })).toEqual({ ok: true, movedByMs: -1_500 });
  expect(await setOffset(ctx, { ...of, offsetMs: -1_500 })).toEqual({ ok: true, movedByMs: 0 });
  expect((await listChat(ctx, all(streamId))).map((one) => one.offsetMs)).toEqual([-500, 38_500, 40_500]);
  expect((await listEvents(ctx, all(streamId))).map((one) => one.offsetMs)).toEqual([39_500]);
  expect((await listTranscript(ctx, all(streamId))).map((one) => one.startMs)).toEqual([5_000]);
  const files = await listSignalImports(ctx, { accountId, streamId });
  expect(files.find((one) => one.kind === "chat")).toMatchObject({ offsetMs: -1_500, beforeStartCount: 1 });
  expect((await previewOffset(ctx, { ...of, offsetMs: 0 })).samples[0]).toMatchObject({
    nowSeconds: -0.5,
    thenSeconds: 1,
  });

  await setOffset(ctx, { ...transcript, offsetMs: 2_000 });
  expect(await listTranscript(ctx, all(streamId))).toMatchObject([{ startMs: 7_000, endMs: 12_000 }]);
});

test("moving at the same time from two screens ends where one of them said", async () => {
  const { ctx, accountId } = test_;
  const { streamId } = await insertVideo(ctx, { accountId, durationSeconds: 60 });
  const of = await handIn(streamId, chat, "chat");
  await Promise.all([1_000, 2_000, 3_000].map((offsetMs) => setOffset(ctx, { ...of, offsetMs })));
  const [file] = await listSignalImports(ctx, { accountId, streamId });
  expect((await listChat(ctx, all(streamId)))[0]!.offsetMs).toBe(1_000 + file!.offsetMs);
});

test("events and transcripts preview their strongest and longest; a video without a length has no end", async () => {
  const { ctx, accountId } = test_;
  const { streamId } = await insertVideo(ctx, { accountId, durationSeconds: 60 });
  const events = await handIn(
    streamId,
    '[{"kind":"sub","offsetSeconds":3,"actor":"Al"},{"kind":"raid","offsetSeconds":9,"actor":"Dora","amount":120}]',
    "events",
  );
  expect((await previewOffset(ctx, { ...events, offsetMs: 0 })).samples.map((one) => one.note)).toEqual([
    "sub from Al",
    "raid 120 from Dora",
  ]);
  const transcript = await handIn(streamId, "00:00:01: a\n00:00:02: longer\n", "transcript");
  expect((await previewOffset(ctx, { ...transcript, offsetMs: -1_000 })).samples).toMatchObject([
    { thenSeconds: 0, text: "a" },
    { thenSeconds: 1, text: "longer" },
  ]);
});

test("other accounts' files and files not read yet are left alone", async () => {
  const { ctx, accountId } = test_;
  const { streamId } = await insertVideo(ctx, { accountId, durationSeconds: 60 });
  const of = await handIn(streamId, chat, "chat", false);
  expect(await setOffset(ctx, { ...of, offsetMs: 1 })).toMatchObject({ ok: false, reason: "not_ready" });
  const strange = { ...of, accountId: crypto.randomUUID() as AccountId, offsetMs: 1 };
  await expect(setOffset(ctx, strange)).rejects.toMatchObject({ code: "not_found" });
  await expect(previewOffset(ctx, strange)).rejects.toMatchObject({ code: "not_found" });
});
