import { expect, test } from "vitest";
import { type ClipProfile, defaultSplit } from "#lib/clips/render/model.ts";
import { type Piece, picturePieces } from "./picture-pieces.ts";

const source = { width: 1920, height: 1080 };
const all = { x: 0, y: 0, width: 1, height: 1 };
const middle = (share: number) => ({ x: (1 - share) / 2, y: 0, width: share, height: 1 });
const phone = { x: 0, y: 0, width: 1080, height: 1920 };
const rounded = (piece: Piece) =>
  JSON.parse(JSON.stringify(piece), (_, value) => (typeof value === "number" ? Math.round(value * 1e6) / 1e6 : value));

test.each<[ClipProfile, Piece[]]>([
  ["landscape", [{ from: all, to: { ...all, ...source }, isBlurred: false }]],
  ["vertical-crop", [{ from: middle(0.31640625), to: phone, isBlurred: false }]],
  ["square", [{ from: middle(0.5625), to: { ...phone, height: 1080 }, isBlurred: false }]],
  [
    "vertical-blur",
    [
      { from: middle(0.31640625), to: phone, isBlurred: true },
      { from: all, to: { x: 0, y: 656.25, width: 1080, height: 607.5 }, isBlurred: false },
    ],
  ],
  [
    "vertical-split",
    [
      // Its camera is 537.6 by 378: a panel of 1080 by 672 shows 334.5 of the 378 rows.
      {
        from: { x: 0, y: 0.670136, width: 0.28, height: 0.309728 },
        to: { ...phone, height: 672 },
        isBlurred: false,
      },
      {
        from: { x: 0.256611, y: 0, width: 0.486779, height: 1 },
        to: { ...phone, y: 672, height: 1248 },
        isBlurred: false,
      },
    ],
  ],
])("%s", (profile, pieces) => {
  expect(picturePieces(profile, source, defaultSplit).map(rounded)).toEqual(pieces.map(rounded));
});
