/** Pure shapes and sizes of rendered clips: no I/O, no clock. */

/** `vertical-*` are 1080 × 1920, `square` is 1080 × 1080, `landscape` keeps the source's size. */
export const clipProfiles = ["landscape", "vertical-blur", "vertical-crop", "vertical-split", "square"] as const;
export type ClipProfile = (typeof clipProfiles)[number];

/** How captions look. `karaoke` marks the word being said. */
export const captionPresets = ["clean", "bold", "karaoke"] as const;
export type CaptionPreset = (typeof captionPresets)[number];

/** A part of the picture: fractions (0 to 1) of its width and height, from the left and the top. */
export type Box = { x: number; y: number; width: number; height: number };

/** What `vertical-split` shows: `face` above on `faceShare` of the height, `game` below. */
export type SplitBoxes = { face: Box; game: Box; faceShare: number };

/** Everything that decides what a rendered clip looks and sounds like, beside its bounds. */
export type RenderSpec = {
  profile: ClipProfile;
  captions: CaptionPreset | "off";
  /** Chat of the moment drawn into the picture. */
  chatOverlay: boolean;
  /** Loudness brought to `targetLufs`. */
  loudness: boolean;
  /** Of `vertical-split` alone. */
  split: SplitBoxes | null;
  /** The caption text's version it was made with; 0 or left out: the transcript's. */
  captionsVersion?: number;
};

export const targetLufs = -14;

/** The camera in the lower left corner and the middle of the game, as most scenes have them. */
export const defaultSplit: SplitBoxes = {
  face: { x: 0, y: 0.65, width: 0.28, height: 0.35 },
  game: { x: 0.22, y: 0, width: 0.56, height: 1 },
  faceShare: 0.35,
};

/** Whether a render draws captions: one clip of a shape does, another doesn't. */
export const isCaptioned = (spec: Pick<RenderSpec, "captions"> | null | undefined): boolean =>
  spec != null && spec.captions !== "off";

export type Size = { width: number; height: number };

/** Pixels of the rendered picture. */
export function sizeOf(profile: ClipProfile, source: Size): Size {
  if (profile === "square") return { width: 1080, height: 1080 };
  if (profile === "landscape") return { width: source.width & ~1, height: source.height & ~1 };
  return { width: 1080, height: 1920 };
}

/** True when the clip can't be copied from the source: its picture or sound is changed. */
export const needsRender = (spec: RenderSpec): boolean =>
  spec.profile !== "landscape" || spec.captions !== "off" || spec.chatOverlay || spec.loudness;

/** What a rendered clip may weigh: measured on game footage at the encoder's settings, with room above. */
export function estimateRenderBytes(spec: RenderSpec, source: Size, seconds: number): number {
  const { width, height } = sizeOf(spec.profile, source);
  const bitsPerSecond = 800_000 + width * height * 3.5;
  return Math.ceil((seconds * bitsPerSecond) / 8);
}

/** True when both would give the same file from the same bounds. */
export const isSameRender = (a: RenderSpec | undefined, b: RenderSpec | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && keyOf(a) === keyOf(b));

// Stored JSON comes back with its keys in another order.
const keyOf = ({ profile, captions, chatOverlay, loudness, split, captionsVersion = 0 }: RenderSpec) =>
  JSON.stringify([
    ...[profile, captions, captions === "off" ? 0 : captionsVersion, chatOverlay, loudness, split?.faceShare],
    ...[split?.face, split?.game].map((box) => box && [box.x, box.y, box.width, box.height]),
  ]);
