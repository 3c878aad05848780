import { type Box, type ClipProfile, type Size, type SplitBoxes, sizeOf } from "#lib/clips/render/model.ts";

/** A part of the video's picture (in fractions of it) and where it stands in the clip's (in its pixels). */
export type Piece = { from: Box; to: Box; isBlurred: boolean };

const whole: Box = { x: 0, y: 0, width: 1, height: 1 };

/** What a shape's picture is put together of, from back to front: the same as the render's filters. */
export function picturePieces(profile: ClipProfile, source: Size, split: SplitBoxes): Piece[] {
  const size = sizeOf(profile, source);
  const full = { x: 0, y: 0, ...size };
  const cover = (from: Box, to: Box, isBlurred = false): Piece => ({ from: middleOf(from, source, to), to, isBlurred });
  switch (profile) {
    case "landscape":
    case "vertical-crop":
    case "square":
      return [cover(whole, full)];
    case "vertical-blur":
      return [cover(whole, full, true), { from: whole, to: fitInto(size, source), isBlurred: false }];
    case "vertical-split": {
      const faceHeight = Math.round((size.height * split.faceShare) / 2) * 2;
      return [
        cover(split.face, { ...full, height: faceHeight }),
        cover(split.game, { ...full, y: faceHeight, height: size.height - faceHeight }),
      ];
    }
  }
}

/** The middle of a box, in the proportions of `to`. */
function middleOf(box: Box, source: Size, to: Size): Box {
  const [width, height] = [box.width * source.width, box.height * source.height];
  const scale = Math.min(width / to.width, height / to.height);
  const [shownWidth, shownHeight] = [(to.width * scale) / source.width, (to.height * scale) / source.height];
  return {
    x: box.x + (box.width - shownWidth) / 2,
    y: box.y + (box.height - shownHeight) / 2,
    width: shownWidth,
    height: shownHeight,
  };
}

/** All of the picture in the middle, as large as it fits. */
function fitInto(size: Size, source: Size): Box {
  const scale = Math.min(size.width / source.width, size.height / source.height);
  const [width, height] = [source.width * scale, source.height * scale];
  return { x: (size.width - width) / 2, y: (size.height - height) / 2, width, height };
}
