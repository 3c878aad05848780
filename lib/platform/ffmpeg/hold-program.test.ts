import { execFile, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { createLog } from "#lib/platform/log.ts";
import { createTestConfig } from "#lib/platform/testing.ts";
import { findFfmpeg } from "./find-binaries.ts";
import { findIsolation } from "./find-isolation.ts";
import { guardArgs, guardEnvironment, guardShell } from "./guard.ts";
import { holdProgram } from "./hold-program.ts";
import { fileInput, guardInputs } from "./input-args.ts";
import { probeFile } from "./probe-file.ts";
import { runFfmpeg } from "./run-ffmpeg.ts";

const { config, dir, remove } = createTestConfig();
afterAll(remove);
const ctx = { config, log: createLog({ level: "silent", name: "test" }), signal: new AbortController().signal };
const { ffmpegPath } = await findFfmpeg(config);
const isolation = await findIsolation();
const limits = { timeoutMs: 60_000 };

async function run(args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(guardShell, args, { env: guardEnvironment(), stdio: "pipe" });
  const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await exit, stdout, stderr };
}

test.skipIf(isolation === null)(
  "ffmpeg has no network: a server next door hears nothing, though no whitelist is set",
  async () => {
    let hits = 0;
    const server = http.createServer((_, response) => {
      hits += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.mp4`;
    const args = ["-v", "error", "-i", url, "-f", "null", "-"];
    try {
      expect((await run(await holdProgram(ctx, ffmpegPath, args, limits))).code).not.toBe(0);
      expect(hits).toBe(0);
      // The same command with its network is heard.
      await run(guardArgs([ffmpegPath, ...args], limits));
      expect(hits).toBeGreaterThan(0);
    } finally {
      server.close();
    }
  },
);

test.skipIf(isolation === null)("files can be read and written as without it", async () => {
  const file = path.join(dir, "a.txt");
  writeFileSync(file, "words", { mode: 0o600 });
  const { stdout, code } = await run(await holdProgram(ctx, "/bin/cat", [file], limits));
  expect({ stdout, code }).toEqual({ stdout: "words", code: 0 });
});

/** A picture of 6000 × 6000 in a small file. */
async function makeLargePicture(): Promise<string> {
  const file = path.join(dir, "large.mkv");
  await runFfmpeg(ctx, {
    args: [
      ...["-v", "error", "-f", "lavfi", "-i", "color=size=6000x6000:rate=1", "-frames:v", "2", "-c:v", "mjpeg"],
      ...["-threads", "1", "-pix_fmt", "yuvj444p", "-y", `file:${file}`],
    ],
    limits,
  });
  return file;
}

test("memory is limited: a picture too large for it is refused with the reason", async () => {
  const args = ["-v", "error", "-threads", "1", ...fileInput(await makeLargePicture(), "matroska"), "-f", "null", "-"];
  await runFfmpeg(ctx, { args, limits });
  const starved = runFfmpeg(ctx, { args, limits: { ...limits, maxMemoryBytes: 100_000_000 } });
  await expect(starved).rejects.toMatchObject({ code: "media_unreadable", message: expect.stringContaining("memory") });
});

test("a decoder that isn't on the list is not opened, whatever the container", async () => {
  const file = path.join(dir, "odd.avi");
  const { encoders } = await listEncoders();
  const encoder = ["magicyuv", "zlib", "asv1", "ljpeg"].find((name) => encoders.includes(name))!;
  await runFfmpeg(ctx, {
    args: [
      ...["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=64x64:rate=5", "-t", "1", "-c:v", encoder],
      ...(encoder === "magicyuv" ? ["-pix_fmt", "yuv420p"] : []),
      ...["-y", `file:${file}`],
    ],
    limits,
  });
  const args = ["-v", "error", ...fileInput(file, "avi"), "-f", "null", "-"];
  await expect(runFfmpeg(ctx, { args, limits })).rejects.toMatchObject({
    code: "media_unreadable",
    message: expect.stringContaining("is not accepted"),
  });
});

test.each([
  ["mkv", "srt"],
  ["mkv", "ass"],
  ["mp4", "mov_text"],
])("a recording in %s with subtitles by %s is probed like one without", async (extension, encoder) => {
  const subtitles = path.join(dir, "subtitles.srt");
  writeFileSync(subtitles, "1\n00:00:00,200 --> 00:00:00,900\nhello\n");
  const file = path.join(dir, `${encoder}.${extension}`);
  const inputs = ["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=64x64:rate=5", "-i", subtitles];
  // As a capture program writes it: without our guard.
  await promisify(execFile)(ffmpegPath, [...inputs, "-c:v", "mpeg4", "-c:s", encoder, "-t", "1", "-y", file]);
  const { video } = await probeFile(ctx, file);
  expect(video).toMatchObject({ codec: "mpeg4", width: 64 });
});

async function listEncoders(): Promise<{ encoders: string[] }> {
  const { stdout } = await promisify(execFile)(ffmpegPath, ["-hide_banner", "-encoders"]);
  return { encoders: stdout.split("\n").map((line) => line.trim().split(/\s+/)[1] ?? "") };
}

test("the whitelists stand before every input", () => {
  const guarded = guardInputs(["-f", "mov", "-i", "a", "-ss", "1", "-i", "b", "out"]);
  const at = guarded.flatMap((arg, n) => (arg === "-i" ? [n] : []));
  expect(at).toHaveLength(2);
  for (const n of at) {
    expect(guarded.slice(n - 4, n - 2)).toEqual(["-protocol_whitelist", "file,pipe"]);
    expect(guarded[n - 2]).toBe("-codec_whitelist");
    expect(guarded[n - 1]!.split(",")).toContain("h264");
  }
});
