import { open } from "node:fs/promises";
import type { Track, TrackFragment } from "./parse-fragments.ts";
import { readInit, walkFragments } from "./walk-file.ts";

/**
 * Makes the decode times in a fragmented MP4 the only truth about when things are shown. ffmpeg keeps a late track's
 * delay in an edit list, rounded to milliseconds, and players disagree about edit lists; here the delay moves into every
 * fragment's decode time and the lists become `free` boxes. In place; no byte changes its position.
 * `audioAfterVideoSeconds`: how much later than the video's first packet the audio's is in the source (pts), where
 * known: it is used when it is what the edit lists say but for their rounding. `startsAtSeconds`: where the only track's
 * first sample is to be, whatever the list says; not before 0.
 */
export async function settleTimeline(
  filePath: string,
  wanted: { audioAfterVideoSeconds: number | null } | { startsAtSeconds: number },
): Promise<void> {
  const file = await open(filePath, "r+");
  try {
    const { size } = await file.stat();
    const { init, tracks } = await readInit(file, size);
    let shifts: Map<number, number> | null = null;
    for await (const fragment of walkFragments(file, { initBytes: init.length, sizeBytes: size, tracks })) {
      shifts ??=
        "startsAtSeconds" in wanted
          ? findShiftTo(tracks, fragment.tracks, wanted.startsAtSeconds)
          : findShifts(tracks, fragment.tracks, wanted.audioAfterVideoSeconds);
      for (const track of fragment.tracks) {
        const shift = shifts.get(track.trackId) ?? 0;
        if (shift === 0 || track.decodeTimeAt < 0 || track.samples.length === 0) continue;
        const field = Buffer.alloc(track.decodeTimeBytes);
        const decodeTime = track.samples[0]!.dtsTicks + shift;
        if (track.decodeTimeBytes === 8) field.writeBigUInt64BE(BigInt(decodeTime));
        else field.writeUInt32BE(decodeTime);
        await file.write(field, 0, field.length, fragment.moofAt + track.decodeTimeAt);
      }
    }
    // Last, so that a run broken off before this is seen as not settled. Not flushed to disk: the file is made anew after
    // a crash of the machine, and a flush of a whole recording takes longer than all else done here.
    for (const track of tracks) {
      if (track.editListAt !== null) await file.write(Buffer.from("free", "latin1"), 0, 4, track.editListAt + 4);
    }
  } finally {
    await file.close();
  }
}

const roundingSeconds = 0.0025;

/** Whole ticks to add to each track's decode times, none below zero. Pure. */
export function findShifts(
  tracks: Track[],
  first: TrackFragment[],
  audioAfterVideoSeconds: number | null,
): Map<number, number> {
  const seconds = new Map(tracks.map((track) => [track.id, track.editShiftTicks / track.timescale]));
  const video = tracks.find((track) => track.kind === "video");
  const videoStart = video && firstPtsSeconds(video, first);
  for (const audio of tracks.filter((track) => track.kind === "audio")) {
    const audioStart = firstPtsSeconds(audio, first);
    if (!video || videoStart === undefined || audioStart === undefined || audioAfterVideoSeconds === null) continue;
    const exact = videoStart + seconds.get(video.id)! + audioAfterVideoSeconds - audioStart;
    if (Math.abs(exact - seconds.get(audio.id)!) <= roundingSeconds) seconds.set(audio.id, exact);
  }
  const lowest = Math.min(0, ...seconds.values());
  return new Map(
    tracks.map((track) => [track.id, Math.max(0, Math.round((seconds.get(track.id)! - lowest) * track.timescale))]),
  );
}

function findShiftTo(tracks: Track[], first: TrackFragment[], startsAtSeconds: number): Map<number, number> {
  const [track] = tracks;
  if (!track) return new Map();
  return new Map([
    [track.id, Math.round((Math.max(0, startsAtSeconds) - firstPtsSeconds(track, first)!) * track.timescale)],
  ]);
}

function firstPtsSeconds(track: Track, first: TrackFragment[]): number | undefined {
  const sample = first.find((one) => one.trackId === track.id)?.samples[0];
  // A track that begins in a later fragment begins at 0 of its own time there, too.
  return (sample?.ptsTicks ?? 0) / track.timescale;
}
