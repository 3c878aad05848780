import type { StartRead } from "#lib/vods/plan-start.ts";
import type { PlayedSegments } from "./player-control.ts";

/** What a connected player tells, beside what its element says. */
export type PlayListener = {
  onFailure: (text: string) => void;
  /** The element's time at which the file's own time is zero (seconds). */
  onClock: (startSeconds: number) => void;
  /** How sound tracks are chosen; null where there is no choice. */
  onAudioTracks: (choose: ((track: number) => void) | null) => void;
};

/** What to play and from where on; `reads` are asked for at once, as far as the page hasn't done so already. */
export type PlaySource = {
  /** A playlist's address. */
  src: string;
  /** Container and codecs of what it lists. */
  mimeType: string;
  startSeconds: number;
  /** The file's own time at timeline zero. */
  zeroSeconds: number;
  /** Sound comes apart from the picture, in several tracks to choose from. */
  hasSoundChoice: boolean;
  reads: StartRead[];
  /** The element's time after which nothing will be shown, or null: nothing beyond it is read ahead. */
  findEnd: () => number | null;
};

/** A connected player; `segments` null where the browser plays by itself. */
export type PlayConnection = { segments: PlayedSegments | null; disconnect: () => void };

/** Seconds loaded after the playhead: while playing, and of a video that nobody has played yet. */
export const readAheadSeconds = { played: 30, unplayed: 4 };
/** The same while a frame is waited for: near a segment's end, decoders want a little of the next one too. */
export const leastAheadSeconds = 0.3;
/** Seconds kept before the playhead. */
export const keptBehindSeconds = 60;

/**
 * How far to read ahead now. Nothing while a frame is waited for (at the start, after a seek): what comes after it would
 * share the line and the processor with what shows it. Nothing after `end` (the element's time), where one is given.
 */
export function wantedAhead(video: HTMLVideoElement, end: number | null): number {
  const isShown = video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !video.seeking;
  const isPlayed = !video.paused || video.played.length > 0;
  const ahead = isShown ? readAheadSeconds[isPlayed ? "played" : "unplayed"] : leastAheadSeconds;
  return end === null ? ahead : Math.min(ahead, Math.max(leastAheadSeconds, end - video.currentTime));
}

export const unreachable =
  "It couldn't be loaded. Check that VOD Manager is running and your connection, then try again.";
export const undecodable = "This browser couldn't decode it. Try again, or use a current browser.";

/** Ends of stretches that are loaded, and whether a moment lies in one. */
export function isBuffered({ buffered }: { buffered: TimeRanges }, seconds: number): boolean {
  for (let n = 0; n < buffered.length; n += 1) {
    if (buffered.start(n) <= seconds && seconds < buffered.end(n)) return true;
  }
  return false;
}
