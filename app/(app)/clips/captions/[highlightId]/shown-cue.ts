import type { CaptionLine } from "#lib/clips/captions/model.ts";
import type { Cue } from "#lib/clips/render/build-cues.ts";
import { buildLineCues } from "#lib/clips/render/build-line-cues.ts";
import { type CaptionStyle, captionStyle } from "#lib/clips/render/caption-style.ts";
import type { CaptionPreset, ClipProfile, Size } from "#lib/clips/render/model.ts";

/** How captions look that are being written: in which style, and of which shape of clip. */
export type CaptionLook = { preset: CaptionPreset; profile: ClipProfile };

/** The style a clip of `size` draws with. */
export const styleOf = ({ preset, profile }: CaptionLook, size: Size): CaptionStyle =>
  captionStyle(preset, profile, size);

/** What a clip shows of the lines, in milliseconds of the VOD, as the render makes it: in two lines at most at a time. */
export function cuesOf(lines: CaptionLine[], style: Pick<CaptionStyle, "maxColumns">): Cue[] {
  const covered = { fromMs: 0, toMs: Number.POSITIVE_INFINITY };
  return buildLineCues({ covered, lines }, [], { ...style, durationMs: Number.POSITIVE_INFINITY });
}

/** The number of the word that is marked at a moment: from when it is said until the next one is. */
export function spokenWord(cue: Cue, atMs: number): number {
  const words = cue.lines.flat();
  return Math.max(
    0,
    words.findLastIndex((word) => word.startMs <= atMs),
  );
}

/** `#RRGGBB` of ASS's `&HAABBGGRR`. */
export function cssColour(colour: string): string {
  const [, blue, green, red] = /^&H..(..)(..)(..)$/.exec(colour) ?? [];
  return `#${red}${green}${blue}`;
}
