import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findFfmpeg } from "#lib/platform/ffmpeg/find-binaries.ts";
import { findDemuxer, probeFile } from "#lib/platform/ffmpeg/probe-file.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import { measureOriginal } from "./measure-original.ts";
import { measureSound, processedSound } from "./measure-sound.ts";
import { planProcessing } from "./plan-processing.ts";
import { prepareMedia } from "./prepare-media.ts";
import { readBeginning } from "./read-beginning.ts";
import { createTestContext } from "./testing.ts";

let world: Awaited<ReturnType<typeof createTestContext>>;
beforeAll(async () => {
  world = await createTestContext();
});
afterAll(() => world.close());

/** A recording with 400 ms of tone at 2, 5 and 8 s of its sound. */
async function make(name: string, more: { input?: string[]; output?: string[] }): Promise<string> {
  const filePath = path.join(world.dir, name);
  const tone = "sine=frequency=700:sample_rate=48000:duration=10,volume='if(lt(mod(t+1,3),0.4),1,0.01)':eval=frame";
  await runFfmpeg(world.ctx, {
    args: [
      ...["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=160x90:rate=30:duration=10"],
      ...[...(more.input ?? []), "-f", "lavfi", "-i", tone, "-map", "0:v", "-map", "1:a"],
      ...["-c:v", "libx264", "-preset", "veryfast", "-g", "60", "-bf", "2", "-pix_fmt", "yuv420p", "-c:a", "aac"],
      ...[...(more.output ?? []), filePath],
    ],
    limits: { timeoutMs: 60_000 },
  });
  return filePath;
}

async function look(filePath: string) {
  const { ctx } = world;
  const demuxer = await findDemuxer(filePath);
  const probe = await probeFile(ctx, filePath, { demuxer });
  const plan = planProcessing(probe, (await findFfmpeg(ctx.config)).major)!;
  const beginning = await readBeginning(ctx, { filePath, demuxer, probe });
  return { filePath, demuxer, probe, plan, beginning };
}

test.each([
  ["plain.mp4", {}],
  ["late-sound.mp4", { input: ["-itsoffset", "1.5"] }],
  ["early-sound.mkv", { input: ["-itsoffset", "-0.5"] }],
  ["hundred.mp4", { output: ["-output_ts_offset", "100"] }],
  ["plain.mkv", {}],
])("the sound of an original is where that of the processed file is: %s", async (name, more) => {
  const { ctx, dir } = world;
  const filePath = await make(name, more);
  const early = await measureOriginal(ctx, await look(filePath))!.take();
  const prepared = await prepareMedia(ctx, { filePath, dir, report: () => {} });
  const { startSeconds, endSeconds } = prepared.built.audioSpan!;
  const sound = processedSound(prepared.audioPaths[0]!, {
    channels: 1,
    startSeconds,
    durationSeconds: endSeconds - startSeconds,
  });
  const late = await measureSound(ctx, sound, () => {});
  const length = Math.min(early!.peaks.length, late!.peaks.length);
  expect(Math.abs(early!.peaks.length - late!.peaks.length)).toBeLessThanOrEqual(1);
  const loudest = Math.max(...late!.momentary);
  for (let n = 0; n < length; n += 1) {
    const [one, other] = [early!.momentary[n]!, late!.momentary[n]!];
    if (Math.max(one, other) > loudest - 15) expect(Math.abs(one - other)).toBeLessThan(0.1);
  }
  expect([...prepared.sound!.momentary]).toEqual([...early!.momentary]);
});

test.each([
  ["packets of a broadcast", "stream.ts", {}],
  ["no picture's time known", "unknown.mp4", { unknown: true }],
])("is left to the processed file: %s", async (_, name, { unknown }: { unknown?: boolean }) => {
  const seen = await look(await make(name, {}));
  const beginning = unknown ? { ...seen.beginning, zeroSeconds: null } : seen.beginning;
  expect(measureOriginal(world.ctx, { ...seen, beginning })).toBeNull();
});

test("stops with the copy that failed", async () => {
  const early = measureOriginal(world.ctx, await look(await make("stopped.mp4", {})))!;
  early.stop();
  await expect(early.take()).rejects.toMatchObject({ code: "cancelled" });
});
