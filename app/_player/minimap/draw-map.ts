import { type Columns, type Pyramid, readColumns, topAt } from "#app/_timeline/pyramid.ts";
import { type TimeView, toPx } from "#app/_timeline/view.ts";
import type { MinimapHighlight } from "#lib/highlights/model.ts";
import type { MapColors } from "./colors.ts";
import { drawRuler } from "./draw-ruler.ts";
import { lanes } from "./lanes.ts";
import type { MapData } from "./map-data.ts";

/** What is drawn besides the data itself. `marks`: seconds a search found. */
export type MapScene = {
  data: MapData;
  view: TimeView;
  /** CSS pixels. */
  widthPx: number;
  heightPx: number;
  marks: readonly number[];
  selectedId: string | null;
  colors: MapColors;
};

const columns: Columns = { mean: new Float32Array(0), max: new Float32Array(0) };

/** Draws every lane of what `view` shows; the canvas is scaled to CSS pixels already. */
export function drawMap(canvas: CanvasRenderingContext2D, scene: MapScene): void {
  const { data, view, widthPx, heightPx, colors } = scene;
  canvas.clearRect(0, 0, widthPx, heightPx);
  drawRuler(canvas, scene);
  canvas.fillStyle = colors.line;
  for (const lane of [lanes.chat, lanes.sound]) canvas.fillRect(0, lane[1], widthPx, 1);
  drawHighlights(canvas, scene);
  drawClips(canvas, scene);
  const count = Math.max(1, Math.ceil(widthPx));
  if (columns.mean.length < count) {
    columns.mean = new Float32Array(count);
    columns.max = new Float32Array(count);
  }
  drawCurve(canvas, scene, data.chat, { lane: lanes.chat, color: colors.chat, top: topAt(data.chat, view, count) });
  if (data.sound) drawCurve(canvas, scene, data.sound, { lane: lanes.sound, color: colors.audio, top: 1 });
  drawTicks(canvas, scene, data.map.spoken, lanes.spoken, colors.transcript);
  drawTicks(canvas, scene, data.map.events, lanes.events, colors.events);
  drawMarks(canvas, scene);
}

const leastOfTop = 0.25;

const heightOf = ([top, bottom]: readonly [number, number]) => bottom - top;

function drawCurve(
  canvas: CanvasRenderingContext2D,
  { view, widthPx }: MapScene,
  pyramid: Pyramid,
  { lane, color, top }: { lane: readonly [number, number]; color: string; top: number },
): void {
  if (top <= 0) return;
  const count = Math.ceil(widthPx);
  readColumns(pyramid, view, count, columns);
  // What is in sight fills the lane, but a lull isn't blown up to look like a burst.
  let seen = 0;
  for (let x = 0; x < count; x += 1) seen = Math.max(seen, columns.mean[x]!);
  const full = Math.max(seen, top * leastOfTop);
  canvas.fillStyle = color;
  // The peaks behind, paler: what means of minutes would hide.
  for (const [values, alpha] of [
    [columns.max, 0.3],
    [columns.mean, 1],
  ] as const) {
    canvas.globalAlpha = alpha;
    canvas.beginPath();
    canvas.moveTo(0, lane[1]);
    for (let x = 0; x < count; x += 1) {
      const y = lane[1] - Math.min(1, values[x]! / full) * heightOf(lane);
      canvas.lineTo(x, y);
      canvas.lineTo(x + 1, y);
    }
    canvas.lineTo(count, lane[1]);
    canvas.fill();
  }
  canvas.globalAlpha = 1;
}

function drawHighlights(canvas: CanvasRenderingContext2D, scene: MapScene): void {
  const { data, view, widthPx, heightPx, colors, selectedId } = scene;
  const [top, bottom] = lanes.highlights;
  for (const one of data.map.highlights) {
    if (one.endSeconds < view.startSeconds || one.startSeconds > view.endSeconds) continue;
    const left = toPx(view, one.startSeconds, widthPx);
    const wide = Math.max(3, toPx(view, one.endSeconds, widthPx) - left);
    const isSelected = one.id === selectedId;
    if (isSelected) {
      canvas.fillStyle = colors.accentSoft;
      canvas.fillRect(left, top, wide, heightPx - top);
    }
    const { color, inset, alpha } = looks(colors)[one.reviewState];
    canvas.fillStyle = color;
    canvas.globalAlpha = alpha;
    canvas.fillRect(left, top + inset, wide, bottom - top - 2 * inset);
    canvas.globalAlpha = 1;
    if (!isSelected) continue;
    canvas.strokeStyle = colors.ink;
    canvas.lineWidth = 2;
    canvas.strokeRect(left, top, wide, bottom - top);
  }
}

/** States are told apart by height too, not by colour alone: approved ones are full, rejected ones a line. */
const looks = (
  colors: MapColors,
): Record<MinimapHighlight["reviewState"], { color: string; inset: number; alpha: number }> => ({
  approved: { color: colors.good, inset: 0, alpha: 1 },
  suggested: { color: colors.accent, inset: 3, alpha: 1 },
  rejected: { color: colors.muted, inset: 6, alpha: 0.8 },
});

function drawClips(canvas: CanvasRenderingContext2D, { data, view, widthPx, colors }: MapScene): void {
  canvas.fillStyle = colors.ink;
  for (const { startSeconds, endSeconds } of data.map.clips) {
    if (endSeconds < view.startSeconds || startSeconds > view.endSeconds) continue;
    const left = toPx(view, startSeconds, widthPx);
    canvas.fillRect(left, lanes.clips[0], Math.max(3, toPx(view, endSeconds, widthPx) - left), heightOf(lanes.clips));
  }
}

function drawTicks(
  canvas: CanvasRenderingContext2D,
  { view, widthPx }: MapScene,
  all: readonly { atSeconds: number }[],
  lane: readonly [number, number],
  color: string,
): void {
  canvas.fillStyle = color;
  let drawnPx = Number.NEGATIVE_INFINITY;
  for (const { atSeconds } of all) {
    const x = Math.round(toPx(view, atSeconds, widthPx));
    // Many in one pixel are one mark.
    if (x === drawnPx || x < -2 || x > widthPx + 2) continue;
    drawnPx = x;
    canvas.fillRect(x - 1, lane[0], 2, heightOf(lane));
  }
}

/** What a search found: a line through chat and words, with a head so that it stands out from the curve. */
function drawMarks(canvas: CanvasRenderingContext2D, { view, widthPx, marks, colors }: MapScene): void {
  canvas.fillStyle = colors.warn;
  let drawnPx = Number.NEGATIVE_INFINITY;
  for (const seconds of marks) {
    const x = Math.round(toPx(view, seconds, widthPx));
    if (x === drawnPx || x < 0 || x > widthPx) continue;
    drawnPx = x;
    canvas.globalAlpha = 0.55;
    canvas.fillRect(x, lanes.chat[0], 1, lanes.spoken[1] - lanes.chat[0]);
    canvas.globalAlpha = 1;
    canvas.fillRect(x - 1, lanes.chat[0] - 2, 3, 4);
  }
}
