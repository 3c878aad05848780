import { type MediaSample, rescaleTicks } from "./model.ts";

/** How a track's media time maps to the file's presentation: presented = media − `mediaTime` + `emptySeconds`. */
export type EditShift = { mediaTime: number; emptyTicks: number; emptyTimescale: number };

export type AudioPlan = {
  /** Indexes of the packets to copy, the last not included. */
  from: number;
  to: number;
  /** Silence before the first packet (audio that starts later than the picture), in audio ticks. */
  emptyTicks: number;
  /** Media time within the copied packets at which the audible part starts. */
  mediaTime: number;
  /** Audible length in audio ticks. */
  durationTicks: number;
};

/** A decoder needs the packets before the first audible one to be settled. Opus wants 80 ms, AAC one packet and a spare. */
const leadPackets = (codec: string): number => (codec === "Opus" ? 4 : 2);

/**
 * Chooses the packets that sound between `startTicks` and `endTicks` of the video's media time, or null when there are none.
 * Offset to the picture is kept to the sample.
 */
export function planAudio(input: {
  codec: string;
  samples: MediaSample[];
  timescale: number;
  shift: EditShift;
  video: { startTicks: number; endTicks: number; timescale: number; shift: EditShift };
}): AudioPlan | null {
  const { samples, timescale, video } = input;
  // Empty edits of both tracks count in the movie's time base; one division, so that rounding happens once.
  const movieTimescale = video.shift.emptyTimescale;
  const emptyTicksAhead = video.shift.emptyTicks - input.shift.emptyTicks;
  const audioTimeOf = (videoTicks: number): number =>
    input.shift.mediaTime +
    rescaleTicks(
      (videoTicks - video.shift.mediaTime) * movieTimescale + emptyTicksAhead * video.timescale,
      video.timescale * movieTimescale,
      timescale,
    );
  const start = audioTimeOf(video.startTicks);
  const end = audioTimeOf(video.endTicks);

  const firstHeard = samples.findIndex((sample) => sample.pts + sample.durationTicks > start);
  if (firstHeard < 0 || samples[firstHeard]!.pts >= end) return null;
  let to = firstHeard;
  while (to < samples.length && samples[to]!.pts < end) to += 1;

  const emptyTicks = Math.max(0, samples[firstHeard]!.pts - start);
  const from = Math.max(0, firstHeard - leadPackets(input.codec));
  const heardFrom = Math.max(start, samples[firstHeard]!.pts);
  return { from, to, emptyTicks, mediaTime: heardFrom - samples[from]!.pts, durationTicks: end - heardFrom };
}
