import type { Box } from "#lib/clips/render/model.ts";

/** The smallest side of a box, as a fraction of the picture. */
const smallest = 0.05;
const clamp = (value: number, from: number, to: number) => Math.min(to, Math.max(from, value));

/** The box moved by fractions of the picture, as far as the picture goes. */
export const moveBox = (box: Box, byX: number, byY: number): Box => ({
  ...box,
  x: clamp(box.x + byX, 0, 1 - box.width),
  y: clamp(box.y + byY, 0, 1 - box.height),
});

/** The box with its lower right corner moved, within the picture. */
export const resizeBox = (box: Box, byX: number, byY: number): Box => ({
  ...box,
  width: clamp(box.width + byX, smallest, 1 - box.x),
  height: clamp(box.height + byY, smallest, 1 - box.y),
});
