import type { Minimap } from "#lib/highlights/model.ts";

/** Colours of the minimap, read from the theme's variables. */
export type MinimapColors = Record<
  "line" | "muted" | "chat" | "audio" | "events" | "accent" | "accentSoft" | "ink",
  string
>;

/** Sizes in CSS pixels; `ratio` is device pixels a CSS pixel. */
export type MinimapSize = { width: number; height: number; ratio: number };

/** The lanes from top to bottom, as parts of the height. */
const lanes = { highlights: [0, 0.16], chat: [0.2, 0.62], audio: [0.66, 0.88], events: [0.9, 1] } as const;

/** Draws every lane. Values are scaled to the largest, so that a quiet chat shows its shape too. */
export function drawMinimap(
  canvas: CanvasRenderingContext2D,
  map: Minimap,
  size: MinimapSize,
  colors: MinimapColors,
): void {
  const { width, height, ratio } = size;
  canvas.setTransform(ratio, 0, 0, ratio, 0, 0);
  canvas.clearRect(0, 0, width, height);
  const toX = (seconds: number) => (seconds / Math.max(map.durationSeconds, 0.001)) * width;

  for (const one of map.highlights) {
    const left = toX(one.startSeconds);
    const wide = Math.max(3, toX(one.endSeconds) - left);
    canvas.fillStyle = colors.accentSoft;
    canvas.fillRect(left, 0, wide, height);
    canvas.fillStyle = colors.accent;
    canvas.fillRect(left, lanes.highlights[0] * height, wide, lanes.highlights[1] * height);
  }
  drawBars(canvas, map.chatPerBucket, colors.chat, lanes.chat, size);
  if (map.loudnessPerBucket) {
    // Decibels: the quietest 40 dB below the loudest are the lane's height.
    const loudest = Math.max(...map.loudnessPerBucket.filter(Number.isFinite));
    const heights = map.loudnessPerBucket.map((db) => (Number.isFinite(db) ? Math.max(0, db - (loudest - 40)) : 0));
    drawBars(canvas, heights, colors.audio, lanes.audio, size);
  }
  canvas.fillStyle = colors.events;
  for (const event of map.events) {
    canvas.fillRect(
      toX(event.atSeconds) - 1,
      lanes.events[0] * height,
      2.5,
      (lanes.events[1] - lanes.events[0]) * height,
    );
  }
}

function drawBars(
  canvas: CanvasRenderingContext2D,
  values: number[],
  color: string,
  lane: readonly [number, number],
  size: MinimapSize,
): void {
  const top = lane[0] * size.height;
  const bottom = lane[1] * size.height;
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  if (largest <= 0) return;
  const step = size.width / values.length;
  canvas.fillStyle = color;
  canvas.beginPath();
  values.forEach((value, index) => {
    const high = (value / largest) * (bottom - top);
    if (high > 0) canvas.rect(index * step, bottom - high, Math.max(step, 0.5), high);
  });
  canvas.fill();
}
