import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createLog } from "#lib/platform/log.ts";
import { createTestConfig } from "#lib/platform/testing.ts";
import { findFfmpeg, parseVersion } from "./find-binaries.ts";
import { parseProgressLine } from "./input-args.ts";
import { probeFile } from "./probe-file.ts";
import { runFfmpeg } from "./run-ffmpeg.ts";

const { config, dir, remove } = createTestConfig();
afterAll(remove);
const log = createLog({ level: "silent", name: "test" });
const ctxWith = (signal: AbortSignal) => ({ config, log, signal });
const ctx = ctxWith(new AbortController().signal);

const forever = ["-v", "error", "-re", "-f", "lavfi", "-i", "testsrc2=size=64x36:rate=5"];

const isRunning = (pid: number) =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

test("bytes of pipe:1 come back whole", async () => {
  const { stdout } = await runFfmpeg(ctx, {
    args: [
      "-v",
      "error",
      "-f",
      "lavfi",
      "-i",
      "color=size=8x8:rate=1",
      "-frames:v",
      "2",
      "-pix_fmt",
      "gray",
      "-f",
      "rawvideo",
      "pipe:1",
    ],
    limits: { timeoutMs: 30_000 },
    stdout: "buffer",
  });
  expect(stdout.length).toBe(2 * 64);
});

test("progress is told against the duration", async () => {
  const seen: (number | null)[] = [];
  await runFfmpeg(ctx, {
    args: ["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=64x36:rate=5", "-t", "4", "-f", "null", "-"],
    limits: { timeoutMs: 30_000 },
    durationSeconds: 4,
    onProgress: ({ fraction }) => seen.push(fraction),
  });
  expect(seen.at(-1)).toBeGreaterThan(0.9);
});

test("an abort ends it as cancelled, a wall clock as timeout", async () => {
  const abort = new AbortController();
  const aborted = runFfmpeg(ctxWith(abort.signal), {
    args: [...forever, "-f", "null", "-"],
    limits: { timeoutMs: 30_000 },
    onProgress: () => abort.abort(),
  });
  await expect(aborted).rejects.toMatchObject({ code: "cancelled" });
  const tooLong = runFfmpeg(ctx, { args: [...forever, "-f", "null", "-"], limits: { timeoutMs: 50 } });
  await expect(tooLong).rejects.toMatchObject({ code: "timeout" });
});

test("an output past its size limit is stopped by the system", async () => {
  const file = path.join(dir, "big.raw");
  const run = runFfmpeg(ctx, {
    args: ["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=30", "-t", "60", "-f", "rawvideo", file],
    limits: { timeoutMs: 60_000, maxOutputBytes: 3_000_000 },
  });
  await expect(run).rejects.toMatchObject({ code: "too_large" });
  expect(statSync(file).size).toBeLessThanOrEqual(3_000_320);
});

test("CPU time is limited", async () => {
  const run = runFfmpeg(ctx, {
    args: ["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=1920x1080:rate=60", "-t", "9999", "-f", "null", "-"],
    limits: { timeoutMs: 60_000, cpuSeconds: 1 },
  });
  await expect(run).rejects.toMatchObject({ code: "timeout", message: expect.stringContaining("computing time") });
});

test("ffmpeg dies with a process that is killed with kill -9", async () => {
  const script = path.join(dir, "runner.ts");
  const here = path.resolve("lib");
  writeFileSync(
    script,
    `import { runFfmpeg } from "${here}/platform/ffmpeg/run-ffmpeg.ts";
     const log = new Proxy({}, { get: () => () => {} });
     const config = { ffmpegPath: undefined, ffprobePath: undefined, ffmpegMaxMemoryBytes: 1e9 };
     runFfmpeg({ config, log, signal: new AbortController().signal } as never, {
       args: ${JSON.stringify([...forever, "-f", "mpegts"])}.concat(["${dir}/endless.ts"]),
       limits: { timeoutMs: 60_000 },
       onProgress: () => console.log("working"),
     });`,
  );
  const parent = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
  await once(parent.stdout, "data");
  const { pids } = await descendants(parent.pid!);
  expect(pids.length).toBeGreaterThanOrEqual(2);
  parent.kill("SIGKILL");
  await until(() => pids.every((pid) => !isRunning(pid)));
});

async function descendants(pid: number): Promise<{ pids: number[] }> {
  const children = (parent: number): number[] =>
    readFileSync(`/proc/${parent}/task/${parent}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
  const all = (parent: number): number[] => children(parent).flatMap((child) => [child, ...all(child)]);
  return { pids: all(pid) };
}

describe("inputs", () => {
  test("the network can't be reached", async () => {
    const run = runFfmpeg(ctx, {
      args: ["-v", "error", "-i", "http://127.0.0.1:9/x.mp4", "-f", "null", "-"],
      limits: { timeoutMs: 30_000 },
    });
    await expect(run).rejects.toThrow();
    await run.catch((error) => expect(error.details.stderrTail).toMatch(/not on whitelist/i));
  });

  test.each(["-dash.mp4", "two words.mp4", `q'uo"te.mp4`, "🎮%03d.mp4"])("a file named %s is read", async (name) => {
    const file = path.join(dir, name);
    await runFfmpeg(ctx, {
      args: [
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=64x36:rate=5",
        "-t",
        "1",
        "-c:v",
        "libx264",
        `file:${path.join(dir, "made.mp4")}`,
      ],
      limits: { timeoutMs: 30_000 },
    });
    writeFileSync(file, readFileSync(path.join(dir, "made.mp4")));
    const facts = await probeFile(ctx, file);
    expect(facts.video).toMatchObject({ codec: "h264", width: 64, height: 36, avgFrameRate: { num: 5, den: 1 } });
    expect(facts.audio).toEqual([]);
  });
});

test("the program found is said with its version", async () => {
  expect(await findFfmpeg(config)).toMatchObject({ version: expect.any(String), major: expect.any(Number) });
  await expect(findFfmpeg({ ffmpegPath: "/nowhere/ffmpeg", ffprobePath: undefined })).rejects.toMatchObject({
    code: "missing_dependency",
    message: expect.stringContaining("/nowhere/ffmpeg"),
  });
});

test.each([
  ["ffmpeg version 5.1.9-0+deb12u1 Copyright (c)", 5],
  ["ffmpeg version n7.1 Copyright", 7],
  ["ffmpeg version N-47683-g0e8eb07980-static https://x\nlibavutil      56. 24.101 / 56. 24.101", 4],
  ["git version 2.4", null],
])("version of %s", (text, major) => {
  expect(parseVersion(text)?.major ?? null).toBe(major);
});

test.each([
  ["out_time=00:01:02.500000", 62.5],
  ["out_time=-00:00:00.020000", -0.02],
  ["out_time=N/A", null],
  ["speed=1.2x", null],
  ["Error opening file", undefined],
])("progress line %s", (line, seconds) => {
  expect(parseProgressLine(line)).toBe(seconds);
});
