import { open } from "node:fs/promises";
import { canMatch, type EncodeTarget } from "./encode-args.ts";
import { type EncodedPiece, encodePieces } from "./encode-piece.ts";
import { type AvcConfig, findFreeSetId, haveSameShape } from "./h264/avcc.ts";
import { parseSps } from "./h264/parse-sps.ts";
import { readAvcConfig, replaceAvcConfig } from "./h264/sample-entry.ts";
import { refuse, type SpliceBounds, type SpliceRefusal } from "./model.ts";
import { readWindow } from "./mp4/read-window.ts";
import { planSplice } from "./plan-splice.ts";
import type { EncoderContext } from "./run-encoder.ts";
import { scanSamples } from "./scan-samples.ts";
import { writeClip } from "./write-clip.ts";

export type SpliceInput = {
  /** A fragmented MP4 on local disk: init segment and a contiguous run of fragments that starts at or before the in-point. */
  windowPath: string;
  /** Media time of the video track in that file. */
  bounds: SpliceBounds;
  outPath: string;
  /** Existing directory for intermediate files; the caller removes it. */
  scratchDir: string;
};

/** `startTicks` and `endTicks` are what the clip shows, in the video track's own time base. */
export type SpliceResult = {
  ok: true;
  framesEncoded: number;
  framesCopied: number;
  /** How many of the encoded frames come before the copied ones. */
  framesBefore: number;
  startTicks: number;
  endTicks: number;
  timescale: number;
  sizeBytes: number;
};

/**
 * Cuts an H.264 window to the frame without encoding it whole: copies what can be copied, encodes the frames before the first
 * clean keyframe and the few at the end that refer past the out-point, and copies the audio. Every refusal leaves no output.
 */
export async function spliceClip(ctx: EncoderContext, input: SpliceInput): Promise<SpliceResult | SpliceRefusal> {
  const tracks = await readWindow(input.windowPath);
  const video = tracks.find(({ init }) => init.kind === "video");
  const config = video?.init.codec.startsWith("avc") ? readAvcConfig(video.init.sampleEntry) : null;
  if (video === undefined || config === null) return refuse("not_h264", "Only H.264 video can be spliced.");
  const target = chooseTarget(config);
  if ("ok" in target) return target;

  const window = await open(input.windowPath, "r");
  const opened = [window];
  try {
    const scan = await scanSamples(window, video.samples, config);
    if (!scan.ok) return scan;
    const { samples } = scan;
    const { timescale } = video.init;
    const plan = planSplice(samples, timescale, input.bounds);
    if (!plan.ok) return plan;

    const pieces = [plan.head, plan.tail].filter((piece) => piece !== null);
    const source = { file: window, init: video.init, samples };
    const edges = await encodePieces(ctx, { pieces, window: source, target, scratchDir: input.scratchDir });
    if (!edges.ok) return edges;
    opened.push(...edges.encoded.map(({ file }) => file));
    const head = plan.head === null ? null : edges.encoded[0]!;
    const tail = plan.tail === null ? null : edges.encoded.at(-1)!;
    const added = chooseSets(config, head, tail);
    if (added !== null && "ok" in added) return added;

    const sampleEntry = replaceAvcConfig(video.init.sampleEntry, config, added);
    const audio = tracks.filter(({ init }) => init.kind === "audio");
    const parts = { window, video: { init: video.init, samples }, audio, plan, head, tail, sampleEntry };
    const { sizeBytes } = await writeClip(parts, input.outPath, ctx.signal);
    const framesCopied = plan.copyTo - plan.copyFrom;
    const { startTicks, endTicks, frameCount } = plan;
    return {
      ok: true,
      framesEncoded: frameCount - framesCopied,
      framesCopied,
      framesBefore: head?.samples.length ?? 0,
      startTicks,
      endTicks,
      timescale,
      sizeBytes,
    };
  } finally {
    await Promise.all(opened.map((file) => file.close()));
  }
}

function chooseTarget(config: AvcConfig): EncodeTarget | SpliceRefusal {
  const unusual = () => refuse("parameter_sets", "The video's parameter sets can't be joined with others.");
  try {
    const [sps, ...others] = config.spsNals.map(parseSps);
    const setId = findFreeSetId(config);
    if (sps === undefined || others.length > 0 || setId === null || config.lengthBytes !== 4) return unusual();
    if (!canMatch(sps)) {
      return refuse("unsupported_format", "Interlaced, 4:4:4 and other rare kinds of H.264 can't be spliced.");
    }
    return { sps, setId };
  } catch (error) {
    if (error instanceof RangeError) return unusual();
    throw error;
  }
}

/** The sets that head and tail share, null when neither is there. Both come from one encoder with one setting. */
function chooseSets(
  config: AvcConfig,
  head: EncodedPiece | null,
  tail: EncodedPiece | null,
): AvcConfig | SpliceRefusal | null {
  const added = head?.config ?? tail?.config ?? null;
  if (added === null) return null;
  const setsOf = ({ spsNals, ppsNals }: AvcConfig) => Buffer.concat([...spsNals, ...ppsNals]);
  const isShared = tail === null || setsOf(tail.config).equals(setsOf(added));
  const isMatch = haveSameShape(parseSps(config.spsNals[0]!), parseSps(added.spsNals[0]!));
  if (isShared && isMatch && added.spsNals.length === 1 && added.lengthBytes === config.lengthBytes) return added;
  return refuse("encoder_mismatch", "The encoder on this machine can't make frames that fit this video.");
}
