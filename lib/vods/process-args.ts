import { fileInput } from "#lib/platform/ffmpeg/input-args.ts";
import type { ProcessingPlan } from "./plan-processing.ts";

/** A segment begins at the first keyframe after this long. */
const segmentMicroseconds = 2_000_000;
const audioSegmentMicroseconds = 10_000_000;

/** Containers whose AAC carries ADTS headers, which MP4 does not. */
const adtsDemuxers = new Set(["mpegts", "mpeg", "avi", "asf"]);

/** ffmpeg's option for keeping every frame's own time, by version: the old name was removed in 8, the new came with 5.1. */
export const keepFrameTimes = (ffmpegMajor: number): string[] =>
  ffmpegMajor >= 6 ? ["-fps_mode", "passthrough"] : ["-vsync", "passthrough"];

/**
 * One ffmpeg run over the local original, the only time it is read: the fragmented video file and one audio file a
 * track. Pure.
 */
export function processArgs(input: {
  filePath: string;
  demuxer: string;
  plan: ProcessingPlan;
  ffmpegMajor: number;
  videoPath: string;
  audioPaths: string[];
}): string[] {
  const { plan, demuxer } = input;
  const [first] = plan.audio;
  const generated = adtsDemuxers.has(demuxer) ? ["-fflags", "+genpts"] : [];
  const bare = ["-map_metadata", "-1", "-map_chapters", "-1", "-max_muxing_queue_size", "9999"];
  const video = [
    ...["-map", `0:${plan.video.facts.streamIndex}`],
    ...(first ? ["-map", `0:${first.facts.streamIndex}`] : []),
    ...videoCodec(input),
    ...(first ? audioCodec(first, demuxer) : []),
    ...bare,
    // As the HLS muxer's single-file fMP4, without its per-fragment `sidx`; the index is read from the fragments.
    ...["-f", "mp4", "-movflags", "frag_keyframe+delay_moov+default_base_moof"],
    ...["-min_frag_duration", String(segmentMicroseconds), `file:${input.videoPath}`],
  ];
  const audio = plan.audio.flatMap((track, n) => [
    ...["-map", `0:${track.facts.streamIndex}`],
    ...audioCodec(track, demuxer),
    ...bare,
    ...["-f", "mp4", "-movflags", "delay_moov+default_base_moof"],
    ...["-frag_duration", String(audioSegmentMicroseconds), `file:${input.audioPaths[n]}`],
  ]);
  return ["-v", "error", ...generated, ...fileInput(input.filePath, demuxer), ...video, ...audio];
}

function videoCodec({ plan, ffmpegMajor }: { plan: ProcessingPlan; ffmpegMajor: number }): string[] {
  if (plan.video.copy) return ["-c:v", "copy", ...(plan.video.facts.codec === "hevc" ? ["-tag:v", "hvc1"] : [])];
  return [
    ...["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p", "-profile:v", "high"],
    // H.264 with 4:2:0 pixels takes even sizes only.
    ...["-vf", "scale=trunc(iw/2)*2:trunc(ih/2)*2", "-force_key_frames", "expr:gte(t,n_forced*2)"],
    // Of the picture alone: a sound whose container counts in packets would be rounded to those.
    ...[...keepFrameTimes(ffmpegMajor), "-enc_time_base:v", "-1"],
  ];
}

function audioCodec(track: ProcessingPlan["audio"][number], demuxer: string): string[] {
  if (!track.copy) {
    const channels = Math.min(2, track.facts.channels);
    return ["-c:a", "aac", "-b:a", `${96 * channels}k`, "-ac", String(channels), "-ar", "48000"];
  }
  const strip = track.facts.codec === "aac" && adtsDemuxers.has(demuxer) ? ["-bsf:a", "aac_adtstoasc"] : [];
  return ["-c:a", "copy", ...strip];
}
