import Hls from "hls.js";
import {
  keptBehindSeconds,
  leastAheadSeconds,
  type PlayConnection,
  type PlayListener,
  type PlaySource,
  undecodable,
  unreachable,
  wantedAhead,
} from "./connection.ts";
import { EarlyLoader } from "./early-loader.ts";
import { beginReads, dropReads } from "./early-reads.ts";
import type { PlayedSegments } from "./player-control.ts";

/** Plays any HLS playlist in `video` through hls.js. */
export function connectHls(video: HTMLVideoElement, source: PlaySource, listener: PlayListener): PlayConnection {
  const { src, startSeconds } = source;
  beginReads(source.reads);
  const hls = new Hls({
    loader: EarlyLoader,
    // The first segment is asked for before the browser has its source open, not at the next look a tenth of a second later.
    startFragPrefetch: true,
    maxBufferLength: leastAheadSeconds,
    // Seconds alone limit what is read ahead; by bytes it would be several times as much where the bit rate is told.
    maxBufferSize: 0,
    backBufferLength: keptBehindSeconds,
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
    listener.onFailure(data.type === Hls.ErrorTypes.NETWORK_ERROR ? unreachable : undecodable);
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

/** Keeps what hls.js reads ahead at what is wanted. Returns the end of this. */
function holdReadAhead(video: HTMLVideoElement, hls: Hls, findEnd: PlaySource["findEnd"]): () => void {
  const over = new AbortController();
  const look = () => {
    hls.config.maxBufferLength = wantedAhead(video, findEnd());
  };
  for (const name of ["loadeddata", "seeking", "seeked", "play", "playing", "timeupdate"]) {
    video.addEventListener(name, look, { signal: over.signal });
  }
  video.addEventListener("loadeddata", dropReads, { signal: over.signal, once: true });
  return () => over.abort();
}
