"use client";
import { Pause, Play } from "lucide-react";
import { type ComponentProps, useSyncExternalStore } from "react";
import type { PlayerControl } from "#app/_player/player-control.ts";
import { usePlayhead } from "#app/_player/use-player.ts";
import { VodPlayer } from "#app/_player/vod-player.client.tsx";
import { useSplitBoxes } from "#app/_queries/render-settings.ts";
import { Button } from "#app/_ui/button.tsx";
import { captionWords, shapeWords } from "#app/_ui/render-words.ts";
import { Select } from "#app/_ui/select.tsx";
import type { CaptionLine, CaptionStretch } from "#lib/clips/captions/model.ts";
import { captionPresets, clipProfiles, defaultSplit, type Size, sizeOf } from "#lib/clips/render/model.ts";
import { formatTimestamp } from "#lib/time.ts";
import { CaptionPreview } from "./caption-preview.client.tsx";
import { ShapeCanvas } from "./shape-canvas.client.tsx";
import type { CaptionLook } from "./shown-cue.ts";

type Props = {
  player: Omit<ComponentProps<typeof VodPlayer>, "className">;
  source: Size;
  lines: CaptionLine[];
  clip: CaptionStretch;
  look: CaptionLook;
  onLook: (look: CaptionLook) => void;
  onToggle: () => void;
};

const presetOptions = captionPresets.map((value) => ({ value, label: captionWords[value].label }));
const shapeOptions = clipProfiles.map((value) => ({ value, label: shapeWords[value] }));

/** The clip as it will be: its picture in the chosen shape, with the caption of the moment in the chosen style. */
export function CaptionStage({ player, source, lines, clip, look, onLook, onToggle }: Props) {
  const { control } = player;
  const isAsVideo = look.profile === "landscape";
  const size = sizeOf(look.profile, source);
  const remembered = useSplitBoxes(look.profile === "vertical-split");
  return (
    <>
      <div className="relative aspect-video overflow-hidden rounded-xl bg-black max-lg:aspect-auto max-lg:h-[38dvh] max-lg:w-full">
        <VodPlayer
          {...player}
          hasControls={false}
          // What else the player shows (why it doesn't play, its sound tracks) stands over the picture, above the button.
          className="absolute inset-0 [&>:not(video)]:absolute [&>:not(video)]:inset-x-3 [&>:not(video)]:top-3 [&>:not(video)]:z-10"
          videoClassName={`size-full object-contain ${isAsVideo ? "" : "opacity-0"}`}
        />
        <div className="absolute inset-0 grid place-items-center [container-type:size]">
          <div
            className="@container relative overflow-hidden"
            style={{
              aspectRatio: `${size.width} / ${size.height}`,
              width: `min(100cqw, 100cqh * ${size.width / size.height})`,
            }}
          >
            {isAsVideo ? null : (
              <ShapeCanvas
                control={control}
                profile={look.profile}
                source={source}
                split={remembered.data ?? defaultSplit}
              />
            )}
            <CaptionPreview control={control} lines={lines} look={look} source={source} />
          </div>
        </div>
        <button
          type="button"
          tabIndex={-1}
          aria-hidden
          onClick={onToggle}
          className="absolute inset-0 cursor-pointer outline-none"
        />
      </div>
      <StageBar control={control} clip={clip} onToggle={onToggle} />
      <div className="mt-2 flex flex-wrap items-center gap-2">
        <Select
          label="Style of the captions"
          value={look.preset}
          usual="bold"
          options={presetOptions}
          onChange={(preset) => onLook({ ...look, preset: preset as CaptionLook["preset"] })}
        />
        <Select
          label="Shape of the clip"
          value={look.profile}
          usual="landscape"
          options={shapeOptions}
          onChange={(profile) => onLook({ ...look, profile: profile as CaptionLook["profile"] })}
        />
        <p className="text-sm text-muted max-lg:hidden">Every clip with captions is drawn with this text.</p>
      </div>
    </>
  );
}

function StageBar(props: { control: PlayerControl; clip: CaptionStretch; onToggle: () => void }) {
  const { control, clip, onToggle } = props;
  const isPlaying = useSyncExternalStore(control.subscribe, control.isPlaying, () => false);
  const atMs = usePlayhead(control, 0.1) * 1000;
  const Icon = isPlaying ? Pause : Play;
  return (
    <div className="mt-2 flex items-center gap-2">
      <Button look="quiet" size="icon" onClick={onToggle} aria-label={isPlaying ? "Pause" : "Play the clip"}>
        <Icon aria-hidden className="size-4 fill-current" />
      </Button>
      <input
        type="range"
        min={clip.fromMs}
        max={clip.toMs}
        step={100}
        value={Math.min(clip.toMs, Math.max(clip.fromMs, atMs))}
        onChange={(event) => control.seek(Number(event.target.value) / 1000)}
        aria-label="Place in the clip"
        aria-valuetext={formatTimestamp(atMs / 1000)}
        className="h-8 min-w-0 flex-1 accent-accent"
      />
      <span className="time text-sm text-muted">{formatTimestamp(atMs / 1000)}</span>
    </div>
  );
}
