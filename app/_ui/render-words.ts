import type { CutMode } from "#lib/clips/model.ts";
import type { CaptionPreset, ClipProfile, RenderSpec } from "#lib/clips/render/model.ts";

type Words = { label: string; hint: string };

export const profileWords: Record<ClipProfile, Words> = {
  landscape: { label: "Landscape", hint: "As the video is" },
  "vertical-blur": { label: "Whole picture", hint: "9:16, blurred above and below" },
  "vertical-crop": { label: "Middle", hint: "9:16, the sides cut off" },
  "vertical-split": { label: "Camera and game", hint: "9:16, one above the other" },
  square: { label: "Square", hint: "1:1, the sides cut off" },
};

export const captionWords: Record<CaptionPreset | "off", Words> = {
  off: { label: "None", hint: "Only picture and sound" },
  clean: { label: "Clean", hint: "Small and plain" },
  bold: { label: "Bold", hint: "Large, thick outline" },
  karaoke: { label: "Karaoke", hint: "Large, the spoken word in yellow" },
};

/** A profile where there is little room. */
export const shapeWords: Record<ClipProfile, string> = {
  landscape: "16:9",
  "vertical-blur": "9:16 whole",
  "vertical-crop": "9:16 middle",
  "vertical-split": "9:16 split",
  square: "1:1",
};

/** `9:16 middle with captions` of a clip; null where it is none. */
export const shapeOf = (clip: { profile: string | null; isCaptioned: boolean }): string | null =>
  clip.profile === null
    ? null
    : `${shapeWords[clip.profile as ClipProfile] ?? clip.profile}${clip.isCaptioned ? " with captions" : ""}`;

/** How a clip was made: `exact cut`, `bold captions, chat, −14 LUFS`. */
export function describeMaking(clip: { mode: CutMode; render: RenderSpec | null }): string {
  const { mode, render } = clip;
  if (render === null) return mode === "fast" ? "fast cut" : "exact cut";
  const parts = [
    render.captions === "off" ? "no captions" : `${render.captions} captions`,
    render.chatOverlay ? "chat" : null,
    render.loudness ? "−14 LUFS" : null,
  ];
  return parts.filter(Boolean).join(", ");
}
