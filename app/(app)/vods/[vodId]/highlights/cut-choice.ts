import type { CutRequest } from "#app/_queries/cuts.ts";
import type { CutMode } from "#lib/clips/model.ts";
import type { CaptionPreset, ClipProfile, SplitBoxes } from "#lib/clips/render/model.ts";

/** What the cut dialog asks for, beside which highlights. */
export type CutChoice = {
  profile: ClipProfile;
  mode: Exclude<CutMode, "render">;
  captions: CaptionPreset | "off";
  chatOverlay: boolean;
  loudness: boolean;
  /** Boxes drawn now; null: those used last. */
  split: SplitBoxes | null;
};

export const usualChoice: CutChoice = {
  profile: "landscape",
  mode: "exact",
  captions: "off",
  chatOverlay: false,
  loudness: true,
  split: null,
};

/** The choice as a request's fields. A landscape clip is cut as it is, anything else is rendered. */
export function requestOf(choice: CutChoice): Pick<CutRequest, "mode" | "profile" | "options"> {
  const { profile, mode, captions, chatOverlay, loudness, split } = choice;
  if (profile === "landscape") return { mode };
  const boxes = profile === "vertical-split" && split ? { split } : {};
  return { profile, options: { captions, chatOverlay, loudness, ...boxes } };
}
