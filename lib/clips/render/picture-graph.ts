import { type Box, defaultSplit, type RenderSpec, type Size, sizeOf } from "./model.ts";

/** Escapes a value (a path) for an option of a filter inside a filter graph: once for the option, once for the graph. */
export const escapeFilterValue = (value: string): string =>
  value.replace(/[\\':]/g, "\\$&").replace(/[\\'[\],;]/g, "\\$&");

/**
 * The filters from `[input]` to `[output]` that give the profile's picture, in options that ffmpeg of 2018 has too.
 * Only crops, scales and overlays: the number of frames and their times stay. `after` is put at the end (captions).
 */
export function buildPictureGraph(input: {
  spec: Pick<RenderSpec, "profile" | "split">;
  source: Size;
  from: string;
  to: string;
  after?: string[];
}): string {
  const { spec, from, to } = input;
  const size = sizeOf(spec.profile, input.source);
  const tail = ["setsar=1", "format=yuv420p", ...(input.after ?? [])].join(",");
  const end = (label: string) => `${label}${tail}${to}`;
  switch (spec.profile) {
    case "landscape":
      return `${from}scale=${size.width}:${size.height},${tail}${to}`;
    case "vertical-crop":
    case "square":
      return `${from}${cover(size)},${tail}${to}`;
    case "vertical-blur":
      return [
        `${from}split=2[wide][near]`,
        // Blurred small and scaled up: a hundredth of the work, and nobody can tell.
        `[wide]${cover({ width: size.width / 4, height: size.height / 4 })},boxblur=10:2,eq=brightness=-0.12:saturation=1.1,scale=${size.width}:${size.height},setsar=1,format=yuv420p[back]`,
        `[near]${contain(size)},setsar=1,format=yuv420p[front]`,
        end("[back][front]overlay=x=(W-w)/2:y=(H-h)/2,"),
      ].join(";");
    case "vertical-split": {
      const split = spec.split ?? defaultSplit;
      const faceHeight = Math.round((size.height * split.faceShare) / 2) * 2;
      const panel = (height: number) => ({ width: size.width, height });
      return [
        `${from}split=2[a][b]`,
        `[a]${cut(split.face)},${cover(panel(faceHeight))},setsar=1,format=yuv420p[face]`,
        `[b]${cut(split.game)},${cover(panel(size.height - faceHeight))},setsar=1,format=yuv420p[game]`,
        end("[face][game]vstack,"),
      ].join(";");
    }
  }
}

/** Fills the size: the middle of what the picture has too much, scaled. */
const cover = ({ width, height }: Size) =>
  `crop=w=min(iw\\,ih*${width}/${height}/sar):h=min(ih\\,iw*sar*${height}/${width}),scale=${width}:${height}`;

/** Fits into the size whole; even sides. */
const contain = ({ width, height }: Size) =>
  `scale=w=trunc(min(${width}\\,${height}*dar)/2)*2:h=trunc(min(${height}\\,${width}/dar)/2)*2`;

const cut = ({ x, y, width, height }: Box) =>
  `crop=w=iw*${number(width)}:h=ih*${number(height)}:x=iw*${number(x)}:y=ih*${number(y)}`;

const number = (value: number) => value.toFixed(6);
