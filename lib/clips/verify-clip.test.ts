import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import { createTestContext } from "#lib/vods/testing.ts";
import type { CutPlan } from "./model.ts";
import { verifyClip } from "./verify-clip.ts";

let world: Awaited<ReturnType<typeof createTestContext>>;
let filePath: string;
beforeAll(async () => {
  world = await createTestContext();
  filePath = path.join(world.dir, "clip.mp4");
  // 20 frames a tenth apart, the last one a second later.
  await runFfmpeg(world.ctx, {
    args: [
      ...["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=160x90:rate=10:duration=2"],
      ...["-vf", "settb=1/1000,setpts='if(eq(N,19),2800,N*100)'", "-vsync", "passthrough", "-enc_time_base", "1:1000"],
      ...[
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-bf",
        "2",
        "-pix_fmt",
        "yuv420p",
        "-movflags",
        "+faststart",
        filePath,
      ],
    ],
    limits: { timeoutMs: 60_000 },
  });
});
afterAll(() => world.close());

const plan = {
  ...{ mode: "exact", timescale: 1000, startTicks: 5000, lastFrameTicks: 7800, endTicks: 8800 },
  ...{ frameCount: 20, durationSeconds: 3.8 },
} as CutPlan;
const verify = (more: Partial<CutPlan> = {}, hasAudio = false, file = filePath) => {
  const input = { filePath: file, plan: { ...plan, ...more }, hasAudio, sourceSize: { width: 160, height: 90 } };
  return verifyClip(world.ctx, input);
};

test("a clip whose frames don't come evenly is what was planned", async () => {
  expect(await verify()).toMatchObject({ durationMs: 3800 });
});

test.each([
  [{ frameCount: 21 }, false, "it has 20 frames instead of 21"],
  [{ lastFrameTicks: 7200 }, false, "its length differs from the planned 3.800 s"],
  [{}, true, "it has no sound, the source has"],
] as [Partial<CutPlan>, boolean, string][])("%o, with sound: %s: is thrown away", async (more, hasAudio, message) => {
  await expect(verify(more, hasAudio)).rejects.toMatchObject({
    code: "output_invalid",
    message: expect.stringContaining(message),
  });
});

test("a last frame that can't be decoded, and a stump of a file, are thrown away", async () => {
  const bytes = await readFile(filePath);
  const broken = path.join(world.dir, "broken.mp4");
  const media = bytes.indexOf("mdat");
  // From the middle of the media on, nothing but zeros.
  await writeFile(broken, Buffer.concat([bytes.subarray(0, media + 2500)], bytes.length));
  await expect(verify({}, false, broken)).rejects.toMatchObject({ code: "output_invalid" });
  await writeFile(broken, bytes.subarray(0, 500));
  await expect(verify({}, false, broken)).rejects.toThrow("the file has only 500 bytes");
});
