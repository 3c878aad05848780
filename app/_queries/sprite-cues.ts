/** One small picture: from when it stands for the video, and where it lies on which sheet (CSS pixels). */
export type SpriteCue = {
  startSeconds: number;
  sheetUrl: string;
  x: number;
  y: number;
  width: number;
  height: number;
};

const cue = /^(\d+):(\d\d):(\d\d\.\d+) --> .*\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)$/gm;

/** The pictures a WebVTT map names, in its order. */
export const parseSpriteVtt = (text: string): SpriteCue[] =>
  [...text.matchAll(cue)].map(([, hours, minutes, seconds, sheetUrl, x, y, width, height]) => ({
    startSeconds: Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds),
    sheetUrl: sheetUrl!,
    x: Number(x),
    y: Number(y),
    width: Number(width),
    height: Number(height),
  }));

/** The last picture at or before `seconds`; the first one for anything earlier, null without pictures. */
export function findSprite(cues: SpriteCue[], seconds: number): SpriteCue | null {
  return cues.findLast((one) => one.startSeconds <= seconds) ?? cues[0] ?? null;
}
