import { type TimeView, toPx, viewLength } from "#app/_timeline/view.ts";
import type { Lane } from "#lib/highlights/model.ts";
import { formatTimestamp } from "#lib/time.ts";
import type { Range } from "./bounds.ts";

/** Colours of the lane, from the theme's variables. */
export type LaneColors = Record<
  | "canvas"
  | "line"
  | "lineStrong"
  | "muted"
  | "chat"
  | "audio"
  | "transcript"
  | "events"
  | "accent"
  | "accentSoft"
  | "ink",
  string
>;

/** The theme's colours, as they are now. */
export function readColors(): LaneColors {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    canvas: read("--canvas"),
    line: read("--line"),
    lineStrong: read("--line-strong"),
    muted: read("--muted"),
    chat: read("--signal-chat"),
    audio: read("--signal-audio"),
    transcript: read("--signal-transcript"),
    events: read("--signal-events"),
    accent: read("--accent"),
    accentSoft: read("--accent-soft"),
    ink: read("--ink"),
  };
}

/** Sizes in CSS pixels; `ratio` is device pixels a CSS pixel. */
export type LaneSize = { width: number; height: number; ratio: number };

/** From top to bottom, in CSS pixels; sound takes what is left above the ticks. */
const rulerPx = 20;
const chatPx = 34;
const ticksPx = 16;

function begin(canvas: CanvasRenderingContext2D, { width, height, ratio }: LaneSize): void {
  canvas.setTransform(ratio, 0, 0, ratio, 0, 0);
  canvas.clearRect(0, 0, width, height);
}

/** What stays while a bound is dragged: times, chat, sound and the places to snap to. */
export function drawLane(
  canvas: CanvasRenderingContext2D,
  lane: Lane | null,
  view: TimeView,
  size: LaneSize,
  colors: LaneColors,
): void {
  begin(canvas, size);
  drawRuler(canvas, view, size, colors);
  if (!lane) return;
  const { width, height } = size;
  const chatBottom = rulerPx + chatPx;
  drawColumns(
    canvas,
    { ...lane.chat, values: lane.chat.counts, fromSeconds: lane.fromSeconds },
    view,
    width,
    colors.chat,
    {
      bottom: chatBottom,
      height: chatPx - 4,
      isCentred: false,
    },
  );
  if (lane.peaks) {
    const middle = (chatBottom + height - ticksPx) / 2;
    const high = (height - ticksPx - chatBottom) / 2 - 3;
    drawColumns(canvas, { ...lane.peaks, fromSeconds: lane.fromSeconds }, view, width, colors.audio, {
      bottom: middle,
      height: high,
      isCentred: true,
    });
  }
  const marks = (places: number[], color: string, draw: (x: number) => void) => {
    canvas.fillStyle = color;
    for (const seconds of places) {
      const x = toPx(view, seconds, width);
      if (x > -8 && x < width + 8) draw(x);
    }
  };
  const base = height - ticksPx / 2;
  marks(lane.keyframes, colors.lineStrong, (x) => canvas.fillRect(x - 0.5, base - 1, 1, 8));
  marks(lane.sceneChanges, colors.events, (x) => {
    canvas.globalAlpha = 0.4;
    canvas.fillRect(x - 0.5, rulerPx, 1, height - rulerPx);
    canvas.globalAlpha = 1;
    canvas.fillRect(x - 1, base - 5, 2, 12);
  });
  marks(lane.pauses, colors.transcript, (x) => {
    canvas.beginPath();
    canvas.arc(x, base + 1, 2.5, 0, Math.PI * 2);
    canvas.fill();
  });
}

const rulerSteps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600];
const leastLabelPx = 76;

function drawRuler(canvas: CanvasRenderingContext2D, view: TimeView, size: LaneSize, colors: LaneColors): void {
  const secondsPerPx = viewLength(view) / size.width;
  const step = rulerSteps.find((one) => one >= leastLabelPx * secondsPerPx) ?? rulerSteps.at(-1)!;
  canvas.font = "11px ui-sans-serif, system-ui, sans-serif";
  canvas.textBaseline = "middle";
  for (let n = Math.floor(view.startSeconds / step); n * step <= view.endSeconds; n += 1) {
    const x = Math.round(toPx(view, n * step, size.width)) + 0.5;
    canvas.fillStyle = colors.line;
    canvas.fillRect(x - 0.5, 0, 1, size.height);
    canvas.fillStyle = colors.muted;
    canvas.fillText(formatTimestamp(n * step, step < 1 ? 1 : 0), x + 5, rulerPx / 2 + 1);
  }
}

type Columns = { perSecond: number; values: number[]; fromSeconds: number };

/** A curve as columns of a pixel or wider, scaled to its largest value in view; the largest of what falls into one pixel. */
function drawColumns(
  canvas: CanvasRenderingContext2D,
  { perSecond, values, fromSeconds }: Columns,
  view: TimeView,
  width: number,
  color: string,
  place: { bottom: number; height: number; isCentred: boolean },
): void {
  const first = Math.max(0, Math.floor((view.startSeconds - fromSeconds) * perSecond));
  const last = Math.min(values.length - 1, Math.ceil((view.endSeconds - fromSeconds) * perSecond));
  let most = 0;
  for (let n = first; n <= last; n += 1) most = Math.max(most, values[n]!);
  if (most <= 0) return;
  const wide = width / (viewLength(view) * perSecond);
  const perColumn = Math.max(1, Math.ceil(2 / wide));
  const gap = wide * perColumn > 4 ? 1 : 0;
  canvas.fillStyle = color;
  canvas.beginPath();
  for (let n = first - (first % perColumn); n <= last; n += perColumn) {
    let value = 0;
    for (let m = n; m < n + perColumn && m <= last; m += 1) value = Math.max(value, values[m]!);
    if (value === 0) continue;
    const x = toPx(view, fromSeconds + n / perSecond, width);
    const high = Math.max(1, (value / most) * place.height);
    canvas.rect(x, place.bottom - high, Math.max(1, wide * perColumn - gap), place.isCentred ? high * 2 : high);
  }
  canvas.fill();
}

/** What moves: the range, what is left out of it, the playhead. */
export function drawOverlay(
  canvas: CanvasRenderingContext2D,
  range: Range,
  nowSeconds: number,
  view: TimeView,
  size: LaneSize,
  colors: LaneColors,
): void {
  begin(canvas, size);
  const { width, height } = size;
  const [left, right] = [toPx(view, range.startSeconds, width), toPx(view, range.endSeconds, width)];
  canvas.globalAlpha = 0.62;
  canvas.fillStyle = colors.canvas;
  canvas.fillRect(0, 0, Math.max(0, left), height);
  canvas.fillRect(right, 0, Math.max(0, width - right), height);
  canvas.globalAlpha = 1;
  canvas.fillStyle = colors.accentSoft;
  canvas.fillRect(left, 0, right - left, height);
  canvas.fillStyle = colors.accent;
  canvas.fillRect(left, 0, right - left, 3);
  canvas.fillRect(left, height - 3, right - left, 3);
  const now = toPx(view, nowSeconds, width);
  canvas.fillStyle = colors.ink;
  canvas.fillRect(Math.round(now) - 0.75, 0, 1.5, height);
  canvas.beginPath();
  canvas.moveTo(now - 5, 0);
  canvas.lineTo(now + 5, 0);
  canvas.lineTo(now, 7);
  canvas.fill();
}
