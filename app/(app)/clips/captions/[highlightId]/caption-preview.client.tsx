"use client";
import { useMemo } from "react";
import type { PlayerControl } from "#app/_player/player-control.ts";
import { usePlayhead } from "#app/_player/use-player.ts";
import { type CaptionLine, findLine } from "#lib/clips/captions/model.ts";
import { type Size, sizeOf } from "#lib/clips/render/model.ts";
import { type CaptionLook, cssColour, cuesOf, spokenWord, styleOf } from "./shown-cue.ts";

/** The height of an ASS line is its font size; of that, the letters' em in the fonts that are drawn with. */
const emShare = 0.86;

type Props = { control: PlayerControl; lines: CaptionLine[]; look: CaptionLook; source: Size };

/** The caption of the moment over the picture, where and as the chosen style and shape draw it. */
export function CaptionPreview({ control, lines, look, source }: Props) {
  const atMs = usePlayhead(control, 0.05) * 1000 + 25;
  const size = sizeOf(look.profile, source);
  const style = styleOf(look, size);
  const { maxColumns } = style;
  const cues = useMemo(() => cuesOf(lines, { maxColumns }), [lines, maxColumns]);
  const cue = findLine(
    cues.map((one) => ({ ...one, text: "" })),
    atMs,
  );
  if (!cue) return null;
  const spoken = style.spoken === null ? null : spokenWord(cue, atMs);
  const words = cue.lines.flat();
  // The picture is the container: one pixel of the clip is this share of its width.
  const length = (pixels: number) => `${((100 * pixels) / size.width).toFixed(3)}cqw`;
  return (
    <p
      aria-hidden
      className="pointer-events-none absolute inset-x-0 text-center whitespace-nowrap text-white [paint-order:stroke_fill]"
      style={{
        bottom: length(style.marginBottom),
        fontFamily: '"DejaVu Sans", Verdana, sans-serif',
        fontSize: length(style.fontSize * emShare),
        lineHeight: length(style.fontSize),
        fontWeight: style.weight === "bold" ? 700 : 400,
        WebkitTextStroke: `${length(2 * style.outline)} #000`,
      }}
    >
      {cue.lines.map((line) => (
        <span key={words.indexOf(line[0]!)} className="block">
          {line.map((word, n) => (
            <span
              key={words.indexOf(word)}
              style={
                spoken !== null && words[spoken] === word ? { color: cssColour(style.spoken ?? style.text) } : undefined
              }
            >
              {n === 0 || word.isJoined ? word.text : ` ${word.text}`}
            </span>
          ))}{" "}
        </span>
      ))}
    </p>
  );
}
