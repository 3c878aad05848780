import { useClips } from "#app/_queries/clips.ts";
import { setUrlParameters, useUrlState } from "#app/_ui/url-state.ts";
import { captionPresets, clipProfiles } from "#lib/clips/render/model.ts";
import type { CaptionLook } from "./shown-cue.ts";

/** The look captions are shown in while they are written: the address says, else the highlight's newest clip with captions. */
export function useCaptionLook(of: { id: string; vodId: string }): [CaptionLook, (look: CaptionLook) => void] {
  const { data: clips } = useClips(of.vodId);
  const newest = clips?.find((clip) => clip.highlightId === of.id && clip.isCaptioned);
  const drawn = newest?.render?.captions;
  const [style] = useUrlState("style");
  const [shape] = useUrlState("shape");
  const look: CaptionLook = {
    preset: captionPresets.find((one) => one === style) ?? (drawn && drawn !== "off" ? drawn : "bold"),
    profile: clipProfiles.find((one) => one === shape) ?? newest?.profile ?? "landscape",
  };
  return [look, ({ preset, profile }) => setUrlParameters({ style: preset, shape: profile })];
}
