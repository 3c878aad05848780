/**
 * Which message of a whole chat is where, from the number of messages in each second alone. Pages are whole seconds;
 * seconds are VOD time.
 */
export type ChatIndex = {
  /** Messages in all. */
  total: number;
  /** The ordinal of each second's first message, and one entry more with the total. */
  firstOf: Uint32Array;
  /** The second each page begins with, and one entry more with the end. */
  pageStarts: Uint32Array;
};

/** A page holds about this many messages: a few screens, and a fast answer. */
const leastInPage = 120;

export function buildChatIndex(perSecond: ArrayLike<number>): ChatIndex {
  const firstOf = new Uint32Array(perSecond.length + 1);
  const starts: number[] = [];
  let total = 0;
  let pageBegan = 0;
  for (let second = 0; second < perSecond.length; second += 1) {
    if (starts.length === 0 || total - pageBegan >= leastInPage) {
      starts.push(second);
      pageBegan = total;
    }
    total += perSecond[second]!;
    firstOf[second + 1] = total;
  }
  return { total, firstOf, pageStarts: Uint32Array.from([...starts, perSecond.length]) };
}

/** The last entry of `sorted` that is at most `value`, by bisection; -1 before the first. */
export function lastAtMost(sorted: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The second in which message `ordinal` was written. */
export const secondOf = (index: ChatIndex, ordinal: number): number =>
  Math.max(0, Math.min(index.firstOf.length - 2, lastAtMost(index.firstOf, ordinal)));

/** The page that holds a second. */
export const pageOfSecond = (index: ChatIndex, second: number): number =>
  Math.max(0, Math.min(index.pageStarts.length - 2, lastAtMost(index.pageStarts, second)));

/** What a page holds: its seconds, and the ordinals of its messages, `[first, end)`. */
export function pageBounds(index: ChatIndex, page: number) {
  const fromSecond = index.pageStarts[page]!;
  const toSecond = index.pageStarts[page + 1]!;
  return { fromSecond, toSecond, first: index.firstOf[fromSecond]!, end: index.firstOf[toSecond]! };
}

/** The messages written before a moment, counted to the second. */
export function ordinalAt(index: ChatIndex, seconds: number): number {
  const second = Math.max(0, Math.min(index.firstOf.length - 1, Math.floor(seconds)));
  return index.firstOf[second]!;
}
