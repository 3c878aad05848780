import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import { createLog } from "#lib/platform/log.ts";
import { createTestConfig } from "#lib/platform/testing.ts";
import { listFramePts } from "./list-frames.ts";

const { config, dir: root, remove } = createTestConfig();
const ctx = { config, log: createLog({ level: "silent", name: "test" }), signal: new AbortController().signal };
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(root, "frames-"));
});
afterAll(async () => {
  await rm(dir, { recursive: true });
  remove();
});

test("frame times are those of the packets in decode order, whether the file is fragmented or not", async () => {
  const make = async (name: string, movflags: string) => {
    const filePath = path.join(dir, name);
    await runFfmpeg(ctx, {
      args: [
        ...["-v", "error", "-f", "lavfi", "-i", "testsrc=size=160x120:rate=10", "-f", "lavfi", "-i", "sine", "-t", "2"],
        ...["-c:v", "libx264", "-bf", "2", "-g", "10", "-pix_fmt", "yuv420p", "-c:a", "aac", "-use_editlist", "0"],
        ...["-video_track_timescale", "1000", "-movflags", movflags, "-f", "mp4", filePath],
      ],
      limits: { timeoutMs: 60_000 },
    });
    return await listFramePts(ctx, filePath);
  };
  const plain = await make("plain.mp4", "+faststart");
  expect(plain).toHaveLength(20);
  expect(plain).not.toEqual(plain.toSorted((a, b) => a - b));
  const fragmented = await make("fragmented.mp4", "frag_keyframe+delay_moov+default_base_moof");
  const [first, zero] = [plain[0]!, fragmented[0]!];
  expect(fragmented.map((pts) => pts - zero)).toEqual(plain.map((pts) => pts - first));
});
