import type { TimeView } from "./view.ts";

type Level = { mean: Float32Array; max: Float32Array /** The largest mean. */; top: number };

/** A curve of one value a second, with its means and maxima over 2, 4, 8 … seconds: any zoom reads few values a pixel. */
export type Pyramid = { levels: Level[] };

/** Per pixel column: the mean and the maximum of what it stands for. */
export type Columns = { mean: Float32Array; max: Float32Array };

export function buildPyramid(values: ArrayLike<number>): Pyramid {
  const first = Float32Array.from(values);
  const levels: Level[] = [{ mean: first, max: first, top: topOf(first) }];
  while (levels.at(-1)!.mean.length > 1) {
    const below = levels.at(-1)!;
    const length = Math.ceil(below.mean.length / 2);
    const mean = new Float32Array(length);
    const max = new Float32Array(length);
    for (let n = 0; n < length; n += 1) {
      const left = 2 * n;
      const right = Math.min(left + 1, below.mean.length - 1);
      mean[n] = (below.mean[left]! + below.mean[right]!) / 2;
      max[n] = Math.max(below.max[left]!, below.max[right]!);
    }
    levels.push({ mean, max, top: topOf(mean) });
  }
  return { levels };
}

const topOf = (values: Float32Array): number => values.reduce((most, value) => Math.max(most, value), 0);

/** Fills `into` for a timeline of `columns` pixel columns that shows `view`. Nothing is allocated. */
export function readColumns(pyramid: Pyramid, view: TimeView, columns: number, into: Columns): void {
  const each = (view.endSeconds - view.startSeconds) / columns;
  const depth = Math.min(pyramid.levels.length - 1, Math.max(0, Math.floor(Math.log2(each))));
  const { mean, max } = pyramid.levels[depth]!;
  const cell = 2 ** depth;
  for (let column = 0; column < columns; column += 1) {
    const from = (view.startSeconds + column * each) / cell;
    const to = from + each / cell;
    const last = Math.min(mean.length, Math.ceil(to));
    let sum = 0;
    let weight = 0;
    let most = 0;
    for (let n = Math.max(0, Math.floor(from)); n < last; n += 1) {
      const part = Math.min(to, n + 1) - Math.max(from, n);
      sum += mean[n]! * part;
      weight += part;
      most = Math.max(most, max[n]!);
    }
    into.mean[column] = weight > 0 ? sum / weight : 0;
    into.max[column] = most;
  }
}

/** The largest mean at this zoom anywhere in the curve: what its lane's height stands for. It grows evenly when zooming in. */
export function topAt(pyramid: Pyramid, view: TimeView, columns: number): number {
  const exact = Math.max(0, Math.log2((view.endSeconds - view.startSeconds) / columns));
  const last = pyramid.levels.length - 1;
  const depth = Math.min(last, Math.floor(exact));
  const [low, high] = [pyramid.levels[depth]!.top, pyramid.levels[Math.min(last, depth + 1)]!.top];
  return low + (high - low) * Math.min(1, exact - depth);
}
