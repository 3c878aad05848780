import { decodeFrames } from "#lib/clips/splice/testing.ts";
import { compareWithOriginal } from "#lib/clips/splice/testing-sound.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { probeFile } from "#lib/platform/ffmpeg/probe-file.ts";
import type { MediaView } from "#lib/vods/queries.ts";
import { readWindow } from "#lib/vods/read-window.ts";
import type { Kind } from "./make-kinds.ts";

/** Containers that count milliseconds round both times that are compared. */
const slackSeconds = 0.0021;

/**
 * Compares a processed video with its original, frame by frame: as many frames, at the same times, the same pictures
 * where they were copied. Resolves with what is wrong.
 */
export async function checkProcessed(
  ctx: Ctx,
  input: { accountId: AccountId; vodId: string; view: MediaView; originalPath: string; dir: string },
): Promise<string[]> {
  const { view, dir } = input;
  const { index, probe } = view;
  const whole = await readWindow(ctx, { ...input, fromTicks: 0, toTicks: index.durationTicks, dir });
  const [{ video }, decoded, source] = await Promise.all([
    probeFile(ctx, whole.filePath),
    decodeFrames(whole.filePath),
    decodeFrames(input.originalPath, { streamIndex: streamOf(view), isOriginal: true }),
  ]);
  // What an edit list hid is decoded all the same.
  const ours = decoded.filter(({ pts }) => pts >= index.zeroPtsTicks);
  const problems: string[] = [];
  const { width, height } = view.row;
  if (video?.width !== width || video.height !== height) problems.push(`it isn't ${width}×${height}`);
  if (ours.length !== source.length) problems.push(`${ours.length} of the original's ${source.length} frames`);
  if (ours.length !== probe.frameCount)
    problems.push(`says it has ${String(probe.frameCount)} frames, shows ${ours.length}`);
  if (ours[0]?.pts !== index.zeroPtsTicks)
    problems.push(`zero is ${index.zeroPtsTicks}, the first frame ${ours[0]?.pts}`);
  for (const [n, frame] of ours.entries()) {
    const wanted = source[n];
    if (wanted === undefined) break;
    const off = frame.seconds - ours[0]!.seconds - (wanted.seconds - source[0]!.seconds);
    if (Math.abs(off) > slackSeconds) problems.push(`frame ${n} is ${(off * 1000).toFixed(1)} ms late`);
    if (!probe.converted && frame.hash !== wanted.hash) problems.push(`frame ${n} is another picture`);
  }
  const sound = await compareWithOriginal({
    ...{ originalPath: input.originalPath, processedPath: whole.filePath },
    ...{ originalZeroSeconds: source[0]?.seconds ?? 0, processedZeroSeconds: ours[0]?.seconds ?? 0 },
  });
  return [...problems, ...sound];
}

/** The picture of the original that was taken. */
function streamOf({ probe }: MediaView): number {
  const { original } = probe as { original?: { video?: { streamIndex?: number } | null } };
  return original?.video?.streamIndex ?? 0;
}

/** What the screens say of the recording against what is known of it. Pure. */
export function checkFacts({ row, index, probe }: MediaView, expected: Kind["expected"]): string[] {
  const said = {
    videoCodec: row.videoCodec,
    converted: probe.converted,
    audioTracks: probe.audioTracks.length,
    rate: `${index.frameRateNum}/${index.frameRateDen}`,
  };
  const wanted = { audioTracks: 1, converted: false, ...expected };
  const missing = [
    ...(probe.sprites === null ? ["there are no small pictures"] : []),
    ...(row.posterKey === null ? ["there is no poster"] : []),
  ];
  const other = Object.entries(said)
    .filter(([name, value]) => name in wanted && wanted[name as keyof typeof wanted] !== value)
    .map(([name, value]) => `${name} is ${value}, not ${wanted[name as keyof typeof wanted]}`);
  return [...missing, ...other];
}
