import {
  isBuffered,
  keptBehindSeconds,
  type PlayConnection,
  type PlayListener,
  type PlaySource,
  unreachable,
  wantedAhead,
} from "./connection.ts";
import { beginReads, dropReads } from "./early-reads.ts";
import { type MediaPlaylist, parseMediaPlaylist, placeErrorSeconds, segmentAt } from "./media-playlist.ts";
import { readBytes, Unreachable } from "./read-bytes.ts";

/** Loaded stretches further ahead than this are left from a place that was sought away from. */
const keptAheadSeconds = 90;

/**
 * Plays a processed file: its segments go into the browser as they are. That is all such a file needs, and a twentieth of
 * the code of a player for any stream. `onBroken`: the browser doesn't take it this way.
 */
export function connectSegments(
  video: HTMLVideoElement,
  source: PlaySource,
  listener: PlayListener & { onBroken: () => void },
): PlayConnection {
  const { zeroSeconds } = source;
  const over = new AbortController();
  const { signal } = over;
  const media = new MediaSource();
  const address = URL.createObjectURL(media);
  const held = new Set<number>();
  let list: MediaPlaylist | null = null;
  let reading: { n: number; abort: () => void } | null = null;
  let wake = () => {};

  /** The element stands at its beginning until whoever waits for its metadata has sent it to where it starts. */
  let isPlaced = false;
  const placeOf = () => (isPlaced ? video.currentTime : source.startSeconds + zeroSeconds);
  /** The segment to load next, or null while there is enough. */
  const findWanted = (of: MediaPlaylist): number | null => {
    const at = placeOf();
    const first = segmentAt(of, at - zeroSeconds);
    // Its frames may begin a little later than its place in the list.
    if (held.has(first) && !isBuffered(video, at) && first > 0 && !held.has(first - 1)) return first - 1;
    const until = at - zeroSeconds + wantedAhead(video, source.findEnd());
    for (let n = first; n < of.segments.length && (n === first || of.startSeconds[n]! < until); n += 1) {
      if (!held.has(n)) return n;
    }
    return null;
  };
  /** Frees what is far from the playhead; `isFull`: all but its surroundings. */
  const makeRoom = async (of: MediaPlaylist, buffer: SourceBuffer, isFull = false) => {
    const at = placeOf();
    const from = at - (isFull ? 4 : keptBehindSeconds);
    const to = at + (isFull ? 8 : keptAheadSeconds);
    for (const n of held) {
      const [start, end] = [of.startSeconds[n]! + zeroSeconds, of.startSeconds[n + 1]! + zeroSeconds];
      if (end >= from && start <= to) continue;
      held.delete(n);
      await update(buffer, () => buffer.remove(Math.max(0, start), end), signal);
    }
  };
  const append = async (of: MediaPlaylist, buffer: SourceBuffer, n: number, bytes: ArrayBuffer) => {
    await makeRoom(of, buffer);
    try {
      await update(buffer, () => buffer.appendBuffer(bytes), signal);
    } catch (error) {
      if ((error as Error).name !== "QuotaExceededError") throw error;
      await makeRoom(of, buffer, true);
      await update(buffer, () => buffer.appendBuffer(bytes), signal);
    }
    held.add(n);
    if (n === of.segments.length - 1 && media.readyState === "open") media.endOfStream();
  };
  const readSegment = async (of: MediaPlaylist, n: number): Promise<ArrayBuffer | null> => {
    const stop = new AbortController();
    reading = { n, abort: () => stop.abort() };
    try {
      return await readBytes(of.segments[n]!, AbortSignal.any([signal, stop.signal]));
    } catch (error) {
      if (stop.signal.aborted && !signal.aborted) return null;
      throw error;
    } finally {
      reading = null;
    }
  };
  const play = async () => {
    const isOpen = once(media, "sourceopen", signal);
    const text = new TextDecoder().decode(await readBytes({ url: source.src, range: null }, signal));
    const of = parseMediaPlaylist(text, new URL(source.src, location.href).href);
    if (!of) throw new DOMException("Not a playlist of one file", "NotSupportedError");
    list = of;
    await isOpen;
    URL.revokeObjectURL(address);
    const buffer = media.addSourceBuffer(source.mimeType);
    media.duration = of.startSeconds.at(-1)! + zeroSeconds;
    listener.onClock(0);
    const init = await readBytes(of.init, signal);
    await update(buffer, () => buffer.appendBuffer(init), signal);
    for (;;) {
      const n = findWanted(of);
      if (n === null) await new Promise<void>((resolve) => (wake = resolve));
      else {
        const bytes = await readSegment(of, n);
        if (bytes) await append(of, buffer, n, bytes);
      }
      signal.throwIfAborted();
    }
  };

  /** A stretch the browser let go by itself is loaded again; a hole between two is skipped. */
  const mend = () => {
    const at = video.currentTime;
    if (!list || isBuffered(video, at) || video.seeking) return;
    held.delete(segmentAt(list, at - zeroSeconds));
    for (let n = 0; n < video.buffered.length; n += 1) {
      const start = video.buffered.start(n);
      if (start > at && start - at < 0.5) video.currentTime = start + 0.001;
    }
  };
  const on = (name: string, run: () => void, once = false) => video.addEventListener(name, run, { signal, once });
  on("loadeddata", dropReads, true);
  on("loadedmetadata", () => {
    isPlaced = true;
    // The first frame of some files comes later than the element's own zero.
    if (video.currentTime < zeroSeconds) video.currentTime = zeroSeconds + 0.0005;
  });
  on("seeking", () => {
    if (list && reading && findWanted(list) !== reading.n) reading.abort();
  });
  on("waiting", mend);
  for (const name of [
    "loadedmetadata",
    "loadeddata",
    "seeking",
    "seeked",
    "play",
    "playing",
    "timeupdate",
    "waiting",
  ]) {
    on(name, () => wake());
  }
  on("error", () => listener.onBroken());
  beginReads(source.reads);
  video.src = address;
  play().catch((error: Error) => {
    if (signal.aborted) return;
    if (error instanceof Unreachable) listener.onFailure(unreachable);
    else listener.onBroken();
  });
  listener.onAudioTracks(null);

  return {
    segments: {
      findStart: (elementSeconds) => {
        if (!list) return null;
        const n = segmentAt(list, elementSeconds - zeroSeconds);
        return list.startSeconds[n]! + zeroSeconds + placeErrorSeconds(list);
      },
      prepare: (elementSeconds, untilSeconds) => {
        if (!list) return;
        const [first, last] = [
          segmentAt(list, elementSeconds - zeroSeconds),
          segmentAt(list, untilSeconds - zeroSeconds),
        ];
        dropReads();
        beginReads(list.segments.slice(first, last + 1));
      },
    },
    disconnect: () => {
      over.abort();
      wake();
      dropReads();
      URL.revokeObjectURL(address);
      video.removeAttribute("src");
      video.load();
    },
  };
}

/** Runs one operation of a source buffer to its end. */
async function update(buffer: SourceBuffer, operation: () => void, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  operation();
  await new Promise<void>((resolve, reject) => {
    const over = new AbortController();
    const options = { signal: over.signal };
    const end = (run: () => void) => () => {
      over.abort();
      run();
    };
    buffer.addEventListener("updateend", end(resolve), options);
    buffer.addEventListener(
      "error",
      end(() => reject(new Error("The browser refused it"))),
      options,
    );
    signal.addEventListener(
      "abort",
      end(() => reject(signal.reason)),
      options,
    );
  });
}

const once = (target: EventTarget, name: string, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => target.addEventListener(name, () => resolve(), { once: true, signal }));
