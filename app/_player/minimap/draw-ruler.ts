import { type TimeView, toPx, viewLength } from "#app/_timeline/view.ts";
import { formatTimestamp } from "#lib/time.ts";
import type { MapColors } from "./colors.ts";
import { lanes } from "./lanes.ts";

const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400];
const leastApartPx = 84;

/** Seconds between two marks, so that their texts don't touch. */
export function rulerStep(view: TimeView, widthPx: number): number {
  const least = (viewLength(view) / Math.max(1, widthPx)) * leastApartPx;
  return steps.find((step) => step >= least) ?? steps.at(-1)!;
}

/** Times along the top. */
export function drawRuler(
  canvas: CanvasRenderingContext2D,
  { view, widthPx, colors }: { view: TimeView; widthPx: number; colors: MapColors },
): void {
  const step = rulerStep(view, widthPx);
  const decimals = step < 1 ? 1 : 0;
  canvas.font = "11px ui-sans-serif, system-ui, sans-serif";
  canvas.textBaseline = "middle";
  const middle = (lanes.ruler[0] + lanes.ruler[1]) / 2;
  for (let n = Math.ceil(view.startSeconds / step); n * step <= view.endSeconds; n += 1) {
    const x = Math.round(toPx(view, n * step, widthPx));
    canvas.fillStyle = colors.line;
    canvas.fillRect(x, lanes.ruler[1] - 6, 1, 6);
    canvas.fillStyle = colors.muted;
    if (x < widthPx - 40) canvas.fillText(formatTimestamp(n * step, decimals), x + 4, middle);
  }
}
