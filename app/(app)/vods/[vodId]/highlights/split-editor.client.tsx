"use client";
import type { PointerEvent } from "react";
import { inputClasses } from "#app/_ui/field.tsx";
import type { Box, SplitBoxes } from "#lib/clips/render/model.ts";
import { moveBox, resizeBox } from "./split-box.ts";

const parts = [
  { key: "face", label: "Camera", looks: "border-accent bg-accent/20" },
  { key: "game", label: "Game", looks: "border-good bg-good/15" },
] as const;
const sides = [
  { key: "x", label: "left" },
  { key: "y", label: "top" },
  { key: "width", label: "width" },
  { key: "height", label: "height" },
] as const;

type Props = { frameUrl: string; split: SplitBoxes; onChange: (split: SplitBoxes) => void };

/** The two boxes of a split clip over a frame of it: drag them, pull their corner, or type per cents. */
export function SplitEditor({ frameUrl, split, onChange }: Props) {
  const set = (key: "face" | "game", box: Box) => onChange({ ...split, [key]: box });
  const drag = (key: "face" | "game", change: typeof moveBox) => (event: PointerEvent<HTMLElement>) => {
    event.preventDefault();
    event.stopPropagation();
    const frame = event.currentTarget.closest("[data-frame]")?.getBoundingClientRect();
    if (!frame) return;
    const from = { x: event.clientX, y: event.clientY, box: split[key] };
    const target = event.currentTarget;
    target.setPointerCapture(event.pointerId);
    target.onpointermove = (moved) =>
      set(key, change(from.box, (moved.clientX - from.x) / frame.width, (moved.clientY - from.y) / frame.height));
    const stop = () => {
      target.onpointermove = null;
    };
    target.onpointerup = stop;
    target.onpointercancel = stop;
  };
  const percent = (value: number) => `${value * 100}%`;
  return (
    <div className="grid grid-cols-1 gap-4 sm:grid-cols-[minmax(0,1fr)_15rem]">
      <div data-frame className="relative touch-none self-start overflow-hidden rounded-lg bg-black select-none">
        {/* biome-ignore lint/performance/noImgElement: a frame made on request, of unknown size */}
        <img src={frameUrl} alt="" draggable={false} className="block w-full" />
        {parts.toReversed().map(({ key, label, looks }) => {
          const { x, y, width, height } = split[key];
          return (
            <div
              key={key}
              onPointerDown={drag(key, moveBox)}
              style={{ left: percent(x), top: percent(y), width: percent(width), height: percent(height) }}
              className={`absolute cursor-move border-2 ${looks}`}
            >
              <span className="absolute top-0 left-0 bg-black/70 px-1.5 text-xs text-white">{label}</span>
              <span
                onPointerDown={drag(key, resizeBox)}
                className="absolute right-0 bottom-0 size-5 cursor-nwse-resize bg-white/80"
              />
            </div>
          );
        })}
      </div>
      <div className="flex flex-col gap-3">
        {parts.map(({ key, label }) => (
          <fieldset key={key}>
            <legend className="mb-1 text-sm font-medium">{label}, in % of the picture</legend>
            <div className="grid grid-cols-4 gap-1.5">
              {sides.map((side) => (
                <label key={side.key} className="text-xs text-muted">
                  {side.label}
                  <input
                    type="number"
                    min={0}
                    max={100}
                    aria-label={`${label} ${side.label}`}
                    value={Math.round(split[key][side.key] * 100)}
                    onChange={(event) => {
                      const wanted = { ...split[key], [side.key]: Number(event.target.value) / 100 };
                      set(key, side.key === "x" || side.key === "y" ? moveBox(wanted, 0, 0) : resizeBox(wanted, 0, 0));
                    }}
                    className={`${inputClasses} px-1.5 text-sm [appearance:textfield] [&::-webkit-inner-spin-button]:appearance-none`}
                  />
                </label>
              ))}
            </div>
          </fieldset>
        ))}
        <label className="text-sm font-medium">
          Camera's share of the height: {Math.round(split.faceShare * 100)} %
          <input
            type="range"
            min={20}
            max={60}
            value={Math.round(split.faceShare * 100)}
            onChange={(event) => onChange({ ...split, faceShare: Number(event.target.value) / 100 })}
            className="mt-1 w-full accent-accent"
          />
        </label>
        <p className="text-sm text-muted">The boxes are remembered for the next clip.</p>
      </div>
    </div>
  );
}
