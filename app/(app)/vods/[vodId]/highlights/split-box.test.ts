import { expect, test } from "vitest";
import { moveBox, resizeBox } from "./split-box.ts";

const box = { x: 0.1, y: 0.2, width: 0.3, height: 0.4 };
test.each([
  ["moves", moveBox(box, 0.1, -0.1), [0.2, 0.1, 0.3, 0.4]],
  ["stays in the picture when moved", moveBox(box, 5, -5), [0.7, 0, 0.3, 0.4]],
  ["grows to the edge at most", resizeBox(box, 5, 0.1), [0.1, 0.2, 0.9, 0.5]],
  ["keeps a twentieth", resizeBox(box, -5, -5), [0.1, 0.2, 0.05, 0.05]],
])("a box %s", (_, { x, y, width, height }, expected) => {
  for (const [n, value] of [x, y, width, height].entries()) expect(value).toBeCloseTo(expected[n] as number);
});
