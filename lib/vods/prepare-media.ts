import { rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { requireFreeDisk } from "#lib/platform/disk-space.ts";
import { findFfmpeg } from "#lib/platform/ffmpeg/find-binaries.ts";
import type { ProbeFacts } from "#lib/platform/ffmpeg/parse-probe.ts";
import { findDemuxer, probeFile } from "#lib/platform/ffmpeg/probe-file.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import type { ReportProgress } from "#lib/progress.ts";
import { type BuiltIndex, buildAudioIndex, buildIndex } from "./build-index.ts";
import { checkAviWhole, checkWhole } from "./check-whole.ts";
import { checksumSegments } from "./checksums.ts";
import { extractFrame, sliceWindow } from "./extract-frame.ts";
import type { SoundCurves } from "./loudness.ts";
import { makeSprites, type Sprites } from "./make-sprites.ts";
import { type EarlyMeasurement, measureOriginal } from "./measure-original.ts";
import { measureSound, processedSound } from "./measure-sound.ts";
import { type AudioIndex, findKeyframe, type MediaIndex, planWindow } from "./model.ts";
import { type ProcessingPlan, planProcessing, shownSize } from "./plan-processing.ts";
import { processArgs } from "./process-args.ts";
import { type Beginning, readBeginning } from "./read-beginning.ts";
import { settleTimeline } from "./settle-timeline.ts";

const posterWidthPx = 640;

/** Everything processing makes of an original, as local files and facts. */
export type PreparedMedia = {
  probe: ProbeFacts;
  plan: ProcessingPlan;
  videoPath: string;
  audioPaths: string[];
  posterPath: string;
  built: BuiltIndex;
  /** One a sound track. */
  audioIndexes: AudioIndex[];
  sound: SoundCurves | null;
  sprites: Sprites | null;
};

/**
 * Turns an original on local disk into the processed files, in `dir`: probe, one ffmpeg pass over the original, index;
 * then, side by side and from the processed files, the sound's curves and the pictures.
 * Throws the `media_*` AppErrors for originals that can't be used.
 */
export async function prepareMedia(
  ctx: Pick<Ctx, "config" | "findFreeDiskBytes" | "log" | "signal">,
  input: { filePath: string; dir: string; report: ReportProgress },
): Promise<PreparedMedia> {
  const { filePath, report } = input;
  report({ step: "checking", fraction: 0 });
  const demuxer = await findDemuxer(filePath);
  if (demuxer === "avi") await checkAviWhole(filePath);
  const probe = await probeFile(ctx, filePath, { demuxer });
  const { major } = await findFfmpeg(ctx.config);
  const plan = planProcessing(probe, major);
  if (!plan) throw noVideo(probe);
  const reading = readBeginning(ctx, { filePath, demuxer, probe }).then((beginning) => ({
    beginning,
    early: measureOriginal(ctx, { filePath, demuxer, probe, plan, beginning }),
  }));
  // Awaited behind the copy, which may fail before.
  reading.catch(() => {});
  try {
    return await prepareParts(ctx, { ...input, demuxer, probe, plan, ffmpegMajor: major, reading });
  } finally {
    await reading.then(({ early }) => early?.stop()).catch(() => {});
  }
}

type Checked = {
  filePath: string;
  dir: string;
  report: ReportProgress;
  demuxer: string;
  probe: ProbeFacts;
  plan: ProcessingPlan;
  ffmpegMajor: number;
  /** What goes on while the picture is copied. */
  reading: Promise<{ beginning: Beginning; early: EarlyMeasurement | null }>;
};

async function prepareParts(
  ctx: Pick<Ctx, "config" | "findFreeDiskBytes" | "log" | "signal">,
  input: Checked,
): Promise<PreparedMedia> {
  const { filePath, dir, report, demuxer, probe, plan, ffmpegMajor } = input;

  const videoPath = path.join(dir, "video.mp4");
  const pass = { filePath, demuxer, probe, ffmpegMajor, dir, videoPath, report };
  const made = await runPass(ctx, { ...pass, plan }).catch(async (error) => {
    if (!plan.video.copy || !(error instanceof AppError) || error.code !== "output_invalid") throw error;
    ctx.log.info({ details: error.details }, "copying failed; converting");
    const converting = planProcessing(
      probe,
      ffmpegMajor,
      "The picture could not be copied as it is; converted to H.264.",
    );
    return await runPass(ctx, { ...pass, plan: converting! });
  });

  report({ step: "indexing", fraction: 0.55 });
  const { beginning, early } = await input.reading;
  await settleTimeline(videoPath, { audioAfterVideoSeconds: beginning.audioDelaySeconds });
  // A conversion has dropped what is hidden.
  const hiddenFrames = made.plan.video.copy ? beginning.hiddenFrames : 0;
  const built = await buildIndex(videoPath, { sourceFrameRate: probe.video?.avgFrameRate ?? null, hiddenFrames });
  const { index, audioSpan } = built;
  const videoSeconds = index.durationTicks / index.videoTimescale;
  const readSeconds = Math.max(videoSeconds, audioSpan?.endSeconds ?? 0) - Math.min(0, audioSpan?.startSeconds ?? 0);
  checkWhole({ probe, readSeconds, stderrTail: made.stderrTail });
  const audioIndexes = await settleAudio(made, built);
  const [firstAudio] = made.audioPaths;

  const measureFirst = async (): Promise<SoundCurves | null> => {
    const told = made.plan === plan ? await early?.take() : null;
    if (told) return told;
    const facts = {
      channels: made.plan.audio[0]!.facts.channels,
      startSeconds: audioSpan!.startSeconds,
      durationSeconds: audioSpan!.endSeconds - audioSpan!.startSeconds,
    };
    const onFraction = (fraction: number) => report({ step: "audio", fraction: 0.6 + 0.24 * fraction });
    return measureSound(ctx, processedSound(firstAudio!, facts), onFraction);
  };

  report({ step: "thumbnails", fraction: 0.58 });
  const [sound, sprites, posterPath, segmentChecksums] = await Promise.all([
    firstAudio && audioSpan ? measureFirst() : null,
    makeSprites(ctx, { dir, videoPath, built, size: shownSize(made.plan) }),
    makePoster(ctx, { dir, videoPath, index }),
    checksumSegments(videoPath, index),
  ]);
  const summed = { ...built, index: { ...index, segmentChecksums } };
  return { probe, videoPath, posterPath, built: summed, audioIndexes, sound, sprites, ...made };
}

/** Puts every sound file onto the video file's clock, so that players can put them beside each other, and indexes it. */
async function settleAudio(
  made: Pick<PreparedMedia, "plan" | "audioPaths">,
  { index, audioSpan }: BuiltIndex,
): Promise<AudioIndex[]> {
  const indexes: AudioIndex[] = [];
  const [first] = made.plan.audio;
  if (!first || !audioSpan) return indexes;
  for (const [n, audioPath] of made.audioPaths.entries()) {
    const afterFirst = made.plan.audio[n]!.facts.startSeconds - first.facts.startSeconds;
    const startSeconds = audioSpan.startSeconds + afterFirst;
    await settleTimeline(audioPath, { startsAtSeconds: index.zeroPtsTicks / index.videoTimescale + startSeconds });
    indexes.push(await buildAudioIndex(audioPath, startSeconds));
  }
  return indexes;
}

async function runPass(
  ctx: Pick<Ctx, "config" | "findFreeDiskBytes" | "log" | "signal">,
  input: {
    filePath: string;
    demuxer: string;
    probe: ProbeFacts;
    plan: ProcessingPlan;
    ffmpegMajor: number;
    dir: string;
    videoPath: string;
    report: ReportProgress;
  },
): Promise<Pick<PreparedMedia, "plan" | "audioPaths"> & { stderrTail: string }> {
  const { plan, probe, dir, report } = input;
  const { size } = await stat(input.filePath);
  // A copy can't grow much; a conversion of a small original can.
  const maxOutputBytes = plan.video.copy ? size * 1.2 + 64e6 : Math.max(size * 6, 4e9);
  await requireFreeDisk(
    dir,
    plan.video.copy ? size * 1.15 : size * 2,
    ctx.config.minFreeDiskBytes,
    ctx.findFreeDiskBytes,
  );
  const audioPaths = plan.audio.map((_, n) => path.join(dir, `audio-${n}.mp4`));
  for (const old of [input.videoPath, ...audioPaths]) await rm(old, { force: true });

  const durationSeconds = probe.durationSeconds ?? undefined;
  const step = plan.video.copy ? "remuxing" : "converting";
  report({ step, fraction: 0.02 });
  const { stderrTail } = await runFfmpeg(ctx, {
    args: processArgs({ ...input, audioPaths }),
    limits: { timeoutMs: (plan.video.copy ? 120 : 330) * 60_000, maxOutputBytes },
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
    onProgress: ({ fraction }) => fraction !== null && report({ step, fraction: 0.02 + 0.52 * fraction }),
  });
  return { plan, audioPaths, stderrTail };
}

/** A keyframe a tenth into the video: late enough to be past a title card, and one segment to read. */
async function makePoster(
  ctx: Pick<Ctx, "config" | "log" | "signal">,
  input: { dir: string; videoPath: string; index: MediaIndex },
): Promise<string> {
  const { index, dir } = input;
  const windowPath = path.join(dir, "poster-window.mp4");
  const posterPath = path.join(dir, "poster.jpg");
  const frameOf = async (atTicks: number) => {
    await sliceWindow(input.videoPath, planWindow(index, atTicks, atTicks + 1), windowPath);
    return await extractFrame(ctx, { windowPath, index, atTicks, widthPx: posterWidthPx });
  };
  // The last segment is decoded too: a file whose end can't be shown is not ready.
  await frameOf(index.keyframeTicks.at(-1)!);
  await writeFile(posterPath, await frameOf(findKeyframe(index, Math.floor(index.durationTicks / 10))));
  return posterPath;
}

const noVideo = (probe: ProbeFacts): AppError =>
  new AppError(
    "media_no_video",
    probe.audio.length > 0
      ? "The file has sound but no picture. Choose a recording with video."
      : "The file has neither picture nor sound that can be read. Choose a video recording.",
  );
