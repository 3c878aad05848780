import fc from "fast-check";
import { expect, test } from "vitest";
import { buildPyramid, readColumns, topAt } from "./pyramid.ts";

const curve = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 300 });
const columnsOf = (values: number[], view: { startSeconds: number; endSeconds: number }, count: number) => {
  const into = { mean: new Float32Array(count), max: new Float32Array(count) };
  readColumns(buildPyramid(values), view, count, into);
  return into;
};

test("one second a column shows the values themselves", () => {
  fc.assert(
    fc.property(curve, (values) => {
      const { mean, max } = columnsOf(values, { startSeconds: 0, endSeconds: values.length }, values.length);
      expect([...mean]).toEqual(values);
      expect([...max]).toEqual(values);
    }),
  );
});

test("at any zoom a column's maximum is at least every value it stands for, and its mean never above its maximum", () => {
  fc.assert(
    fc.property(
      curve,
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      (values, count, part) => {
        const startSeconds = part * values.length;
        const view = { startSeconds, endSeconds: values.length };
        const { mean, max } = columnsOf(values, view, count);
        const each = (view.endSeconds - startSeconds) / count;
        values.forEach((value, second) => {
          if (second < Math.ceil(startSeconds)) return;
          // A second that begins where two columns meet is in one of them, whichever way that is rounded.
          const place = (second - startSeconds) / each;
          const columns = [Math.floor(place - 1e-9), Math.floor(place + 1e-9)].map((n) => Math.min(count - 1, n));
          expect(Math.max(...columns.map((column) => max[column] ?? 0))).toBeGreaterThanOrEqual(value);
        });
        for (let n = 0; n < count; n += 1) expect(mean[n]!).toBeLessThanOrEqual(max[n]! + 1e-3);
      },
    ),
  );
});

test("zoomed in further than a second, each column is its second", () => {
  expect([...columnsOf([5, 9], { startSeconds: 0, endSeconds: 2 }, 4).mean]).toEqual([5, 5, 9, 9]);
});

test("a lane's height stands for more the closer the zoom", () => {
  const pyramid = buildPyramid([0, 8, 0, 0, 0, 0, 0, 0]);
  const at = (lengthSeconds: number) => topAt(pyramid, { startSeconds: 0, endSeconds: lengthSeconds }, 1);
  expect([at(8), at(4), at(2), at(1), at(0.5)]).toEqual([1, 2, 4, 8, 8]);
});
