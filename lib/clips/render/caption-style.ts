import type { CaptionPreset, ClipProfile, Size } from "./model.ts";

/** How and where captions stand. Lengths are pixels of the rendered picture, colours ASS's `&HAABBGGRR`. */
export type CaptionStyle = {
  weight: "plain" | "bold";
  fontSize: number;
  maxColumns: number;
  outline: number;
  shadow: number;
  /** Room on the left and the right, and below. */
  marginSide: number;
  marginBottom: number;
  text: string;
  /** Of the word being said; null: all words look alike. */
  spoken: string | null;
};

/** Where the chat of the moment stands: left and top, and how wide a line may be. */
export type ChatArea = { left: number; top: number; width: number; fontSize: number; maxLines: number };

const white = "&H00FFFFFF";
const yellow = "&H0000E5FF";

/**
 * The style of a preset in a profile. On 9:16 the apps lay their own buttons and texts over the lowest fifth, the right
 * edge and the top tenth: captions stand above and between them.
 */
export function captionStyle(preset: CaptionPreset, profile: ClipProfile, size: Size): CaptionStyle {
  const isClean = preset === "clean";
  const scale = Math.min(size.width, size.height) / 1080;
  const kind = profile.startsWith("vertical") ? "vertical" : profile === "square" ? "square" : "landscape";
  const place = {
    vertical: { fontSize: isClean ? 58 : 78, maxColumns: isClean ? 26 : 18, marginSide: 130, marginBottom: 450 },
    square: { fontSize: isClean ? 52 : 66, maxColumns: isClean ? 30 : 24, marginSide: 60, marginBottom: 80 },
    landscape: { fontSize: isClean ? 54 : 66, maxColumns: 32, marginSide: 120, marginBottom: 70 },
  }[kind];
  return {
    weight: isClean ? "plain" : "bold",
    fontSize: place.fontSize * scale,
    maxColumns: place.maxColumns,
    outline: (isClean ? 3 : 6) * scale,
    shadow: (isClean ? 1.5 : 2.5) * scale,
    marginSide: place.marginSide * scale,
    marginBottom: place.marginBottom * scale,
    text: white,
    spoken: preset === "karaoke" ? yellow : null,
  };
}

/** The chat's place: above the picture, below the apps' own top line; in a split, at the top of the game. */
export function chatArea(profile: ClipProfile, size: Size, faceShare: number): ChatArea {
  const scale = Math.min(size.width, size.height) / 1080;
  const isVertical = profile.startsWith("vertical");
  const top = profile === "vertical-split" ? size.height * faceShare + 24 : isVertical ? 250 : 40 * scale;
  return {
    left: (isVertical ? 60 : 40) * scale,
    top,
    width: (isVertical ? 860 : 620) * scale,
    fontSize: (isVertical ? 40 : 32) * scale,
    maxLines: isVertical ? 5 : 4,
  };
}
