import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { demoDurationSeconds } from "#drizzle/seed/demo-moments.ts";
import { demoChat } from "#drizzle/seed/demo-signals.ts";
import { loadConfig } from "#lib/config.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import { createLog } from "#lib/platform/log.ts";

const bits = 13;
const barPx = 16;
const [widthPx, heightPx] = [bits * barPx, 32];
const limits = { timeoutMs: 120_000 };

const makeContext = () => ({
  config: loadConfig({ ...process.env }),
  log: createLog({ level: "silent", name: "e2e" }),
  signal: new AbortController().signal,
});

/** A recording of 30 frames a second with chat, whose every frame carries its number as bars of black and white. */
export async function makeCounterRecording(): Promise<{ video: string; chat: string }> {
  const dir = path.join(os.tmpdir(), `vodmanager-e2e-files-${process.pid}`);
  mkdirSync(dir, { recursive: true });
  const video = path.join(dir, "Counter.mp4");
  if (!existsSync(video)) {
    const making = path.join(dir, "making-counter.mp4");
    const source = `nullsrc=size=${widthPx}x${heightPx}:rate=30:duration=${demoDurationSeconds}`;
    const bars = `geq=lum='16+219*mod(floor(N/pow(2\\,floor(X/${barPx})))\\,2)':cb=128:cr=128`;
    await runFfmpeg(makeContext(), {
      args: [
        ...["-v", "error", "-f", "lavfi", "-i", source],
        ...["-f", "lavfi", "-i", `sine=frequency=330:sample_rate=48000:duration=${demoDurationSeconds}`],
        ...["-vf", `${bars},format=yuv420p`, "-c:v", "libx264", "-preset", "veryfast", "-crf", "14", "-g", "75"],
        ...["-bf", "2", "-c:a", "aac", "-b:a", "64k", making],
      ],
      limits,
    });
    renameSync(making, video);
  }
  const chat = path.join(dir, "counter-chat.txt");
  writeFileSync(chat, demoChat());
  return { video, chat };
}

/** The numbers of the frames of a clip of it, in the order they are shown. */
export async function readFrameNumbers(clipPath: string): Promise<number[]> {
  const raw = `${clipPath}.gray`;
  await runFfmpeg(makeContext(), {
    args: ["-v", "error", "-i", clipPath, "-f", "rawvideo", "-pix_fmt", "gray", "-vsync", "passthrough", raw],
    limits,
  });
  const bytes = readFileSync(raw);
  const frameBytes = widthPx * heightPx;
  return Array.from({ length: bytes.length / frameBytes }, (_, n) => {
    const middle = n * frameBytes + (heightPx / 2) * widthPx + barPx / 2;
    let number = 0;
    for (let bit = 0; bit < bits; bit += 1) if (bytes[middle + bit * barPx]! > 128) number += 2 ** bit;
    return number;
  });
}
