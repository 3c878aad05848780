/** Where a video's frames are, as far as they were read; the nominal grid elsewhere. Seconds after timeline zero. */
export type FrameTimes = {
  /** The frame boundary nearest to a moment: a frame's beginning, or the video's end. */
  nearest: (seconds: number) => number;
  /** The frame shown at a moment, `by` frames on (negative: back); within the video. Null while it isn't known. */
  stepFrom: (seconds: number, by: number) => number | null;
  /** The frame's number, counted on the nominal grid, from 0. */
  numberOf: (seconds: number) => number;
  /** Reads where the frames around a moment are; never fails: without an answer the nominal grid is taken. */
  load: (seconds: number) => Promise<void>;
};

type Options = {
  frameRate: number;
  durationSeconds: number;
  /** The beginnings of the frames from `from` up to `to`, ascending. */
  read: (from: number, to: number) => Promise<number[]>;
};

/** So many seconds are read at once. */
const pieceSeconds = 16;
/** A moment this close before a frame is that frame: element times are rounded to microseconds. */
const slackSeconds = 0.0006;

/** Frame times of one video, read piece by piece as they are needed. */
export function createFrameTimes({ frameRate, durationSeconds, read }: Options): FrameTimes {
  const pieces = new Map<number, number[]>();
  const reading = new Map<number, Promise<void>>();
  const lastPiece = Math.max(0, Math.floor((durationSeconds - 0.001) / pieceSeconds));
  const pieceOf = (seconds: number) => Math.min(lastPiece, Math.max(0, Math.floor(seconds / pieceSeconds)));
  const grid = (piece: number): number[] => {
    const [from, to] = [piece * pieceSeconds, Math.min(durationSeconds, (piece + 1) * pieceSeconds)];
    const first = Math.ceil(from * frameRate - 1e-6);
    const count = Math.max(0, Math.ceil(to * frameRate - 1e-6) - first);
    return Array.from({ length: count }, (_, n) => (first + n) / frameRate);
  };
  const readPiece = (piece: number): Promise<void> => {
    const known = reading.get(piece);
    if (known) return known;
    const [from, to] = [piece * pieceSeconds, Math.min(durationSeconds, (piece + 1) * pieceSeconds)];
    const now = read(from, to)
      .catch(() => grid(piece))
      .then((frames) => {
        pieces.set(piece, frames);
      });
    reading.set(piece, now);
    return now;
  };
  /** The last frame that begins at or before a moment, by piece and place in it; null while that is not known. */
  const find = (seconds: number): { piece: number; at: number } | null => {
    for (let piece = pieceOf(seconds); piece >= 0; piece -= 1) {
      const frames = pieces.get(piece);
      if (!frames) return null;
      const at = frames.findLastIndex((frame) => frame <= seconds + slackSeconds);
      if (at >= 0) return { piece, at };
    }
    return { piece: 0, at: 0 };
  };

  return {
    nearest: (seconds) => {
      if (seconds >= durationSeconds) return durationSeconds;
      const frames = pieces.get(pieceOf(seconds)) ?? grid(pieceOf(seconds));
      let best = Math.max(0, frames[0] ?? seconds);
      for (const frame of frames) if (Math.abs(frame - seconds) < Math.abs(best - seconds)) best = frame;
      // The first frame after the piece, or the end, may be nearer than its last one.
      const next = Math.min(durationSeconds, (pieceOf(seconds) + 1) * pieceSeconds);
      const after = next >= durationSeconds ? durationSeconds : (pieces.get(pieceOf(next))?.[0] ?? next);
      return Math.abs(after - seconds) < Math.abs(best - seconds) ? after : best;
    },
    stepFrom: (seconds, by) => {
      const found = find(seconds);
      if (!found) return null;
      let { piece, at } = found;
      at += by;
      for (;;) {
        const frames = pieces.get(piece);
        if (!frames) return null;
        if (at < 0 && piece > 0) {
          piece -= 1;
          const before = pieces.get(piece);
          if (!before) return null;
          at += before.length;
        } else if (at >= frames.length && piece < lastPiece) {
          at -= frames.length;
          piece += 1;
        } else {
          return frames[Math.max(0, Math.min(frames.length - 1, at))] ?? null;
        }
      }
    },
    numberOf: (seconds) => Math.round(seconds * frameRate),
    load: async (seconds) => {
      const piece = pieceOf(seconds);
      const around = [piece - 1, piece, piece + 1].filter((one) => one >= 0 && one <= lastPiece);
      await Promise.all(around.map(readPiece));
    },
  };
}
