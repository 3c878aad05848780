"use client";
import { Smartphone } from "lucide-react";
import { useState } from "react";
import type { CutRequest } from "#app/_queries/cuts.ts";
import type { Highlight } from "#app/_queries/highlights.ts";
import { useRememberSplit, useSplitBoxes } from "#app/_queries/render-settings.ts";
import { vodUrls } from "#app/_queries/vods.ts";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.client.tsx";
import { thumbnailTicks } from "#app/_ui/highlight-tile.tsx";
import { formatBounds, highlightName } from "#app/_ui/highlight-words.ts";
import { captionWords, profileWords } from "#app/_ui/render-words.ts";
import type { CaptionPreset, ClipProfile, SplitBoxes } from "#lib/clips/render/model.ts";
import { Choices } from "./render-choices.tsx";
import { SplitEditor } from "./split-editor.client.tsx";

type Props = {
  highlight: Highlight;
  isBusy: boolean;
  onRender: (request: Pick<CutRequest, "profile" | "options">) => void;
};

const { landscape: _, ...shapes } = profileWords;

/** Makes a clip for phones out of a highlight, beside its landscape clip: shape, captions, chat, loudness. */
export function RenderDialog({ highlight, isBusy, onRender }: Props) {
  const [isOpen, setOpen] = useState(false);
  const [profile, setProfile] = useState<Exclude<ClipProfile, "landscape">>("vertical-blur");
  const [captions, setCaptions] = useState<CaptionPreset | "off">("off");
  const [chatOverlay, setChatOverlay] = useState(false);
  const [loudness, setLoudness] = useState(true);
  const [draft, setDraft] = useState<SplitBoxes | null>(null);
  const remembered = useSplitBoxes(isOpen);
  const remember = useRememberSplit();
  const split = draft ?? remembered.data;
  const isSplit = profile === "vertical-split";
  const name = highlightName(highlight);

  const make = () => {
    setOpen(false);
    setDraft(null);
    if (isSplit && split) remember(split);
    onRender({ profile, options: { captions, chatOverlay, loudness, ...(isSplit && split ? { split } : {}) } });
  };
  const trigger = (
    <Button size="small" disabled={isBusy} aria-label={`Make a vertical clip: ${name}`}>
      <Smartphone aria-hidden className="size-4" /> Vertical
    </Button>
  );
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      trigger={trigger}
      wide={isSplit}
      title="Make a vertical clip"
      text={
        <>
          {name}, <span className="time">{formatBounds(highlight)}</span>
        </>
      }
    >
      <form
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          make();
        }}
      >
        <Choices legend="Shape" value={profile} onChange={setProfile} words={shapes} />
        {isSplit && split ? (
          <SplitEditor
            frameUrl={vodUrls.frame(highlight.vodId, thumbnailTicks(highlight), 960)}
            split={split}
            onChange={setDraft}
          />
        ) : null}
        {isSplit && remembered.error ? (
          <p role="alert" className="text-sm text-bad">
            {remembered.error.message}
          </p>
        ) : null}
        <Choices legend="Captions" value={captions} onChange={setCaptions} words={captionWords} />
        <div className="flex flex-col gap-2">
          <Check label="Show the chat of the moment" isOn={chatOverlay} onChange={setChatOverlay} />
          <Check label="Bring the sound to −14 LUFS, as the apps play it" isOn={loudness} onChange={setLoudness} />
        </div>
        <div className="flex justify-end gap-2">
          <Button look="quiet" onClick={() => setOpen(false)}>
            Cancel
          </Button>
          <Button look="primary" type="submit" disabled={isBusy || (isSplit && !split)}>
            {highlight.isClipable === false ? "Create clip anyway" : "Make clip"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Check(props: { label: string; isOn: boolean; onChange: (isOn: boolean) => void }) {
  return (
    <label className="flex items-center gap-2.5">
      <input
        type="checkbox"
        checked={props.isOn}
        onChange={(event) => props.onChange(event.target.checked)}
        className="size-4.5 shrink-0 accent-accent"
      />
      {props.label}
    </label>
  );
}
