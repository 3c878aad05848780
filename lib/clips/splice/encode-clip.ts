import { open } from "node:fs/promises";
import { encodePieces } from "./encode-piece.ts";
import { readAvcConfig } from "./h264/sample-entry.ts";
import { refuse, type SpliceRefusal } from "./model.ts";
import { readWindow } from "./mp4/read-window.ts";
import { planWholeEncode } from "./plan-splice.ts";
import type { EncoderContext } from "./run-encoder.ts";
import { scanSamples } from "./scan-samples.ts";
import type { SpliceInput, SpliceResult } from "./splice-clip.ts";
import { writeClip } from "./write-clip.ts";

/**
 * The same cut as `spliceClip`, for windows it refuses: every frame is encoded anew (any codec ffmpeg decodes), the same frames are
 * shown at the same times, and the audio is still copied.
 */
export async function encodeClipWhole(ctx: EncoderContext, input: SpliceInput): Promise<SpliceResult | SpliceRefusal> {
  const tracks = await readWindow(input.windowPath);
  const video = tracks.find(({ init }) => init.kind === "video");
  if (video === undefined) return refuse("not_h264", "The media has no picture.");
  const { init } = video;
  const window = await open(input.windowPath, "r");
  const opened = [window];
  try {
    const config = init.codec.startsWith("avc") ? readAvcConfig(init.sampleEntry) : null;
    const scan = config === null ? null : await scanSamples(window, video.samples, config);
    const samples = scan?.ok ? scan.samples : video.samples;
    const plan = planWholeEncode(samples, init.timescale, input.bounds);
    if (!plan.ok) return plan;
    const source = { file: window, init, samples };
    const { scratchDir } = input;
    const encoding = await encodePieces(ctx, { pieces: [plan.head!], window: source, target: null, scratchDir });
    if (!encoding.ok) return encoding;
    const head = encoding.encoded[0]!;
    opened.push(head.file);
    const { sampleEntry } = head;
    const audio = tracks.filter((track) => track.init.kind === "audio");
    const parts = { window, video: { init, samples: [] }, audio, plan, head, tail: null, sampleEntry };
    const { sizeBytes } = await writeClip(parts, input.outPath, ctx.signal);
    const { startTicks, endTicks, frameCount } = plan;
    return {
      ok: true,
      framesEncoded: frameCount,
      framesCopied: 0,
      framesBefore: frameCount,
      startTicks,
      endTicks,
      timescale: init.timescale,
      sizeBytes,
    };
  } finally {
    await Promise.all(opened.map((file) => file.close()));
  }
}
