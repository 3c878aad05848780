import type { CaptionPreset, ClipProfile } from "#lib/clips/render/model.ts";

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
