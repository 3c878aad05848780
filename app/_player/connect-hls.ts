import Hls from "hls.js";
import type { StartRead } from "#lib/vods/plan-start.ts";
import { EarlyLoader } from "./early-loader.ts";
import { beginReads, dropReads } from "./early-reads.ts";
import type { PlayedSegments } from "./player-control.ts";

/** What a connected player tells, beside what its element says. */
export type HlsListener = {
  onFailure: (text: string) => void;
  /** The element's time at which the file's own time is zero (seconds). */
  onClock: (startSeconds: number) => void;
  /** How sound tracks are chosen; null where the browser plays by itself. */
  onAudioTracks: (choose: ((track: number) => void) | null) => void;
};

/**
 * What to play and from where on; `reads` are asked for at once, as far as the page hasn't done so already. `findEnd`: the
 * element's time after which nothing will be shown, or null: nothing beyond it is read ahead.
 */
export type HlsSource = { src: string; startSeconds: number; reads: StartRead[]; findEnd: () => number | null };

/** Seconds loaded after the playhead: while playing, and of a video that nobody has played yet. */
const readAheadSeconds = { played: 30, unplayed: 4 };
/** The same while a frame is waited for: near a segment's end, decoders want a little of the next one too. */
const leastAheadSeconds = 0.3;

/** A connected player; `segments` null where the browser plays by itself. */
export type HlsConnection = { segments: PlayedSegments | null; disconnect: () => void };

/** Plays an HLS playlist in `video`: through hls.js, else by the browser itself. */
export function connectHls(video: HTMLVideoElement, source: HlsSource, listener: HlsListener): HlsConnection {
  const { src, startSeconds } = source;
  if (!Hls.isSupported()) {
    const fail = () =>
      listener.onFailure("This browser couldn't load or decode it. Try again, or use a current browser.");
    video.addEventListener("error", fail);
    video.src = src;
    const disconnect = () => {
      video.removeEventListener("error", fail);
      video.removeAttribute("src");
      video.load();
    };
    return { segments: null, disconnect };
  }
  beginReads(source.reads);
  const hls = new Hls({
    loader: EarlyLoader,
    // The first segment is asked for before the browser has its source open, not at the next look a tenth of a second later.
    startFragPrefetch: true,
    maxBufferLength: leastAheadSeconds,
    // Seconds alone limit what is read ahead; by bytes it would be several times as much where the bit rate is told.
    maxBufferSize: 0,
    backBufferLength: 60,
    // From where it will play, or the beginning would be loaded first.
    startPosition: startSeconds,
  });
  const letGo = holdReadAhead(video, hls, source.findEnd);
  let recoveries = 0;
  hls.on(Hls.Events.ERROR, (_event, data) => {
    if (!data.fatal) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && recoveries < 2) {
      recoveries += 1;
      hls.recoverMediaError();
      return;
    }
    listener.onFailure(
      data.type === Hls.ErrorTypes.NETWORK_ERROR
        ? "It couldn't be loaded. Check that VOD Manager is running and your connection, then try again."
        : "This browser couldn't decode it. Try again, or use a current browser.",
    );
  });
  // Where hls.js puts the file on the element's clock: at its earliest decode time, which B-frames and early sound move.
  hls.on(Hls.Events.INIT_PTS_FOUND, (_event, { initPTS, timescale }) => listener.onClock(-initPTS / timescale));
  hls.on(Hls.Events.AUDIO_TRACKS_UPDATED, (_event, { audioTracks }) =>
    listener.onAudioTracks(
      audioTracks.length > 1
        ? (track) => {
            hls.audioTrack = track;
          }
        : null,
    ),
  );
  hls.loadSource(src);
  hls.attachMedia(video);
  const disconnect = () => {
    letGo();
    hls.destroy();
    dropReads();
  };
  return { segments: segmentsOf(hls), disconnect };
}

function segmentsOf(hls: Hls): PlayedSegments {
  const listFragments = () => hls.latestLevelDetails?.fragments ?? [];
  const findIndex = (elementSeconds: number) => {
    const all = listFragments();
    let low = 0;
    let high = all.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (all[middle]!.start <= elementSeconds) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return {
    findStart: (elementSeconds) => listFragments()[findIndex(elementSeconds)]?.start ?? null,
    prepare: (elementSeconds, untilSeconds) => {
      const wanted = listFragments().slice(findIndex(elementSeconds), findIndex(untilSeconds) + 1);
      if (wanted.length === 0) return;
      dropReads();
      beginReads(
        wanted.flatMap(({ url, byteRangeStartOffset: firstByte, byteRangeEndOffset: endByte }) =>
          endByte ? [{ url, range: { firstByte: firstByte ?? 0, lastByte: endByte - 1 } }] : [],
        ),
      );
    },
  };
}

/**
 * Reads nothing ahead while a frame is waited for (at the start, after a seek): what comes after it would share the line
 * and the processor with what shows it. Nothing after the end of what is played alone, either. Returns the end of this.
 */
function holdReadAhead(video: HTMLVideoElement, hls: Hls, findEnd: HlsSource["findEnd"]): () => void {
  const over = new AbortController();
  const look = () => {
    const isShown = video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !video.seeking;
    const isPlayed = !video.paused || video.played.length > 0;
    const ahead = isShown ? readAheadSeconds[isPlayed ? "played" : "unplayed"] : leastAheadSeconds;
    const end = findEnd();
    const left = end === null ? ahead : Math.max(leastAheadSeconds, end - video.currentTime);
    hls.config.maxBufferLength = Math.min(ahead, left);
  };
  for (const name of ["loadeddata", "seeking", "seeked", "play", "playing", "timeupdate"]) {
    video.addEventListener(name, look, { signal: over.signal });
  }
  video.addEventListener("loadeddata", dropReads, { signal: over.signal, once: true });
  return () => over.abort();
}
