import { existsSync } from "node:fs";
import { readdir, readFile, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listClips } from "#lib/clips/queries.ts";
import { requestCuts } from "#lib/clips/request-cuts.ts";
import { findLatestDetectionRun, listHighlights } from "#lib/highlights/queries.ts";
import { listJobProgress } from "#lib/progress.ts";
import { importRecording } from "#lib/signals/import-recording.ts";
import { listSignalImports } from "#lib/signals/queries.ts";
import { getVod } from "#lib/vods/queries.ts";
import { makeTestMedia } from "#lib/vods/testing.ts";
import { createTestInstallation, type TestInstallation, waitFor } from "./testing/installation.ts";

let installation: TestInstallation;
beforeAll(async () => {
  installation = await createTestInstallation();
  await installation.startWorker();
});
afterAll(() => installation.close());

const clock = (seconds: number) =>
  `0:${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;

/** Quiet chatter all along, and a burst of laughter around each of `burstsAt`. */
function chatText(durationSeconds: number, burstsAt: number[]): string {
  const lines: string[] = [];
  for (let at = 0; at < durationSeconds; at += 1) {
    if (at % 4 === 0) lines.push(`[${clock(at)}] <viewer${at % 7}> watching along, message number ${at}`);
    const near = burstsAt.some((burst) => at >= burst && at < burst + 8);
    if (near) for (let i = 0; i < 8; i += 1) lines.push(`[${clock(at)}] <fan${i}> LOOOOL hahaha`);
  }
  return `${lines.join("\n")}\n`;
}

const file = (filePath: string) => ({ filePath, fileName: path.basename(filePath), take: "link" as const });

async function importFiles(video: string, chat?: string) {
  return importRecording(installation.ctx, {
    accountId: installation.accountId,
    video: file(video),
    signals: chat === undefined ? [] : [{ kind: "chat", ...file(chat) }],
  });
}

/** Waits until nothing of the stream is queued or running any more, and returns its VOD. */
async function settled(ids: { vodId: string; streamId: string }) {
  const { ctx, accountId } = installation;
  return waitFor("the stream's jobs to end", async () => {
    const imports = await listSignalImports(ctx, { accountId, streamId: ids.streamId });
    const run = await findLatestDetectionRun(ctx, { accountId, streamId: ids.streamId });
    const vod = await getVod(ctx, { accountId, vodId: ids.vodId });
    const subjectIds = [ids.vodId, ...imports.map((one) => one.id), ...(run ? [run.id] : [])];
    const rows = await listJobProgress(ctx, { accountId, subjectIds });
    const isOver = rows.every((row) => row.state === "done" || row.state === "failed");
    const isComplete = vod.state === "failed" || (run !== null && ["done", "failed"].includes(run.state));
    return isOver && isComplete ? { vod, imports, run } : null;
  });
}

async function filesBelow(dir: string): Promise<string[]> {
  if (!existsSync(dir)) return [];
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

test("a recording and its gzipped chat become highlights with reasons, and clips that are what was promised", async () => {
  const { ctx, accountId, dir } = installation;
  const video = await makeTestMedia(ctx, path.join(dir, "stream.mp4"), { seconds: 240, rate: "10", gopFrames: 20 });
  const chat = path.join(dir, "chat.txt.gz");
  await writeFile(chat, gzipSync(chatText(300, [60, 130, 200])));
  const imported = await importFiles(video, chat);
  if (!imported.ok) throw new Error(imported.message);
  const { vod, imports } = await settled(imported);
  expect(vod).toMatchObject({ state: "ready", durationMs: 240_000 });
  // Messages after the video's end (one is at its very end) are counted, not an error.
  expect(imports[0]).toMatchObject({ state: "done", unreadableCount: 0, afterEndCount: 14 });

  const highlights = await listHighlights(ctx, { accountId, vodId: vod.id });
  expect(highlights.length).toBeGreaterThanOrEqual(3);
  for (const burst of [60, 130, 200]) {
    expect(highlights.some((one) => one.startSeconds <= burst + 2 && one.endSeconds >= burst)).toBe(true);
  }
  for (const one of highlights) {
    const sum = one.contributions.reduce((total, contribution) => total + contribution.value, 0);
    expect(one.score).toBeCloseTo(sum, 6);
    expect(one.contributions.every((contribution) => contribution.label !== "")).toBe(true);
  }

  const { outcomes } = await requestCuts(ctx, { accountId, vodId: vod.id, highlightIds: "all", actorUserId: null });
  // What nothing tells from its surroundings may be judged no clip; the bursts are not.
  const made = outcomes.filter((outcome) => outcome.ok).map((outcome) => outcome.highlightId);
  expect(outcomes.every((outcome) => outcome.ok || outcome.reason === "not_clipable")).toBe(true);
  for (const burst of [60, 130, 200]) {
    const found = highlights.filter((one) => one.startSeconds <= burst + 2 && one.endSeconds >= burst);
    expect(found.some((one) => made.includes(one.id))).toBe(true);
  }
  const clips = await waitFor("all clips", async () => {
    const found = await listClips(ctx, { accountId, sourceVodId: vod.id });
    return found.length === made.length && found.every((clip) => ["ready", "failed"].includes(clip.state))
      ? found
      : null;
  });
  for (const clip of clips) {
    expect(clip).toMatchObject({ state: "ready", failureText: null });
    expect(Math.abs(clip.durationMs! / 1000 - (clip.endSeconds - clip.startSeconds))).toBeLessThanOrEqual(0.1);
  }
  await waitFor("scratch to be empty", async () =>
    (await filesBelow(path.join(ctx.config.dataDir, "scratch"))).length === 0 ? true : null,
  );
});

describe("bad input ends in a clear reason, with nothing half-made", () => {
  const hopeless: [string, (filePath: string) => Promise<unknown>, string, RegExp][] = [
    ["notes.mp4", (to) => writeFile(to, "just some text, not a video\n".repeat(50)), "media_unreadable", /video/i],
    ["empty.mp4", (to) => writeFile(to, ""), "media_empty", /empty/i],
    [
      "cut off.mp4",
      async (to) => {
        await makeTestMedia(installation.ctx, to, { seconds: 8, output: ["-movflags", "+faststart"] });
        await truncate(to, Math.floor((await readFile(to)).length * 0.6));
      },
      "media_truncated",
      /\d+(\.\d+)? s/,
    ],
    [
      "sound only.mp4",
      (to) => makeTestMedia(installation.ctx, to, { seconds: 3, output: ["-vn"] }),
      "media_no_video",
      /video|picture/i,
    ],
  ];
  test.each(hopeless)("%s", async (name, make, code, text) => {
    const { ctx, accountId, dir } = installation;
    const filePath = path.join(dir, name);
    await make(filePath);
    const before = await filesBelow(path.join(ctx.config.dataDir, "objects"));
    const imported = await importFiles(filePath);
    if (!imported.ok) throw new Error(imported.message);
    const { vod } = await settled(imported);
    expect(vod).toMatchObject({ state: "failed", failureCode: code });
    expect(vod.failureText).toMatch(text);
    const [progress] = await listJobProgress(ctx, { accountId, subjectIds: [vod.id] });
    expect(progress).toMatchObject({ state: "failed", reasonText: vod.failureText });
    expect(await filesBelow(path.join(ctx.config.dataDir, "objects"))).toEqual(before);
    expect(await filesBelow(path.join(ctx.config.dataDir, "scratch"))).toEqual([]);
    expect(existsSync(filePath)).toBe(true);
  });

  test.each(["-rf.mp4", 'it\'s a "stream" 🎮 für $HOME; ls.mp4', "  spaces  .mp4"])(
    "a file named %s is processed like any other",
    async (name) => {
      const { ctx, dir } = installation;
      const made = await makeTestMedia(ctx, path.join(dir, `plain-${name.length}.mp4`), {
        seconds: 2 + name.length / 100,
      });
      await writeFile(path.join(dir, name), await readFile(made));
      const imported = await importFiles(path.join(dir, name));
      if (!imported.ok) throw new Error(imported.message);
      const { vod } = await settled(imported);
      expect(vod).toMatchObject({ state: "ready", sourceFileName: name });
    },
  );

  test("a video without sound works, an empty chat and broken chat lines are said, the same file twice is refused", async () => {
    const { ctx, dir } = installation;
    const video = await makeTestMedia(ctx, path.join(dir, "silent.mp4"), { seconds: 5, audio: "none" });
    const empty = path.join(dir, "empty-chat.txt");
    await writeFile(empty, "");
    const imported = await importFiles(video, empty);
    if (!imported.ok) throw new Error(imported.message);
    const { vod, run, imports } = await settled(imported);
    expect(vod.state).toBe("ready");
    expect(imports[0]).toMatchObject({ state: "done", parsedCount: 0 });
    expect(run?.signalStates?.chat).toMatchObject({ state: "unavailable" });
    expect(run?.signalStates?.chat.text).toMatch(/no (chat )?messages|empty/i);

    const again = await importFiles(video);
    expect(again).toMatchObject({ ok: false, reason: "duplicate", vodId: vod.id });

    const broken = path.join(dir, "broken-chat.txt");
    await writeFile(
      broken,
      `${chatText(60, [20])}[what] is this line\nand this?\n`.replace(/^/, "%%% not a chat line\n"),
    );
    const other = await makeTestMedia(ctx, path.join(dir, "other.mp4"), { seconds: 60, rate: "5" });
    const second = await importFiles(other, broken);
    if (!second.ok) throw new Error(second.message);
    const result = await settled(second);
    expect(result.vod.state).toBe("ready");
    expect(result.imports[0]!.unreadableCount).toBeGreaterThanOrEqual(1);
    expect(JSON.stringify(result.imports[0]!.unreadableExamples)).toContain("%%% not a chat line");
  });

  test("a path that is no file is refused at once", async () => {
    await expect(importFiles(path.join(installation.dir, "nowhere.mp4"))).rejects.toMatchObject({ name: "AppError" });
    await expect(importFiles(installation.dir)).rejects.toMatchObject({ name: "AppError" });
  });
});
