import type { AudioFacts, ProbeFacts, VideoFacts } from "#lib/platform/ffmpeg/parse-probe.ts";
import { nameVideoCodec } from "./codec-names.ts";

/** What becomes of each track: copied as it is, or encoded anew for a reason the screen shows. */
export type ProcessingPlan = {
  video: { facts: VideoFacts; copy: boolean; reason: string | null; playsInChromium: boolean };
  audio: { facts: AudioFacts; copy: boolean }[];
};

const browserPixels = new Set(["yuv420p", "yuvj420p"]);

/**
 * Decides what to copy. H.264 and AAC play everywhere; HEVC, VP9, AV1 and Opus are kept where this ffmpeg can put them
 * into MP4; anything else is converted once. `convertReason` forces a conversion. Null without a picture.
 */
export function planProcessing(
  probe: ProbeFacts,
  ffmpegMajor: number,
  convertReason: string | null = null,
): ProcessingPlan | null {
  if (!probe.video) return null;
  const reason = convertReason ?? whyConvert(probe.video, ffmpegMajor);
  return {
    video: {
      facts: probe.video,
      copy: reason === null,
      reason,
      playsInChromium: reason !== null || probe.video.codec !== "hevc",
    },
    audio: probe.audio
      .filter((track) => track.codec !== "unknown" && track.sampleRate > 0)
      .map((facts) => ({ facts, copy: isCopiedAudio(facts, ffmpegMajor) })),
  };
}

function whyConvert(video: VideoFacts, ffmpegMajor: number): string | null {
  const name = nameVideoCodec(video.codec);
  if (video.codec === "h264") {
    if (video.pixFmt === null || browserPixels.has(video.pixFmt)) return null;
    return `${name} with ${video.pixFmt} pixels is not shown by browsers; converted to ordinary H.264.`;
  }
  if (video.codec === "hevc" || video.codec === "vp9") return null;
  if (video.codec === "av1" && ffmpegMajor >= 5) return null;
  return `${name} is not shown by browsers in MP4; converted to H.264.`;
}

const isCopiedAudio = (audio: AudioFacts, ffmpegMajor: number): boolean =>
  audio.codec === "aac" || (audio.codec === "opus" && ffmpegMajor >= 5);

/**
 * Width and height of the processed picture as it is coded: a conversion turns it upright and makes them even, a copy
 * keeps it as it lies.
 */
export function codedSize({ video }: ProcessingPlan): { width: number; height: number } {
  if (video.copy) return { width: video.facts.width, height: video.facts.height };
  const { width, height } = shownSize({ video });
  return { width: width - (width % 2), height: height - (height % 2) };
}

/** Width and height of the picture as it is shown. */
export function shownSize({ video }: Pick<ProcessingPlan, "video">): { width: number; height: number } {
  const { width, height, rotation } = video.facts;
  return rotation % 180 !== 0 ? { width: height, height: width } : { width, height };
}
