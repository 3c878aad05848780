/**
 * Arithmetic of a list that is longer than a browser can scroll. The scroll bar stands for the whole list; what is in
 * sight hangs on one row, the anchor: the point `part` (0 its top, 1 its bottom) of row `index` is `atPx` below the top
 * of the viewport. Rows have any height, so only those near the anchor are ever measured.
 */
export type Anchor = { index: number; part: number; atPx: number };

/** A place and height of a row, from the top of the viewport. */
export type PlacedRow = { index: number; topPx: number; heightPx: number };

/** Where a scroll bar at `ratio` (0 the beginning, 1 the end) leads: its own share of the list, at that share of the view. */
export function anchorOfRatio(ratio: number, count: number, viewPx: number): Anchor {
  const at = Math.max(0, Math.min(1, ratio)) * count;
  const index = Math.max(0, Math.min(count - 1, Math.floor(at)));
  return { index, part: Math.min(1, at - index), atPx: Math.max(0, Math.min(1, ratio)) * viewPx };
}

/** The reverse of it, for rows as they lie: the ratio whose place in the view holds its share of the list. */
export function ratioOfRows(rows: PlacedRow[], count: number, viewPx: number): number {
  let ratio = ordinalAtPx(rows, viewPx / 2) / count;
  // Twice is near enough: a view holds few of the rows, so the place hardly moves.
  for (let round = 0; round < 2; round += 1) ratio = ordinalAtPx(rows, ratio * viewPx) / count;
  return Math.max(0, Math.min(1, ratio));
}

/** Which row is at `px`, with the part of it that is above; rows beyond those placed are reckoned as high as their mean. */
function ordinalAtPx(rows: PlacedRow[], px: number): number {
  const first = rows[0]!;
  const last = rows.at(-1)!;
  const meanPx = Math.max(1, (last.topPx + last.heightPx - first.topPx) / rows.length);
  if (px < first.topPx) return first.index - (first.topPx - px) / meanPx;
  const row = rows.findLast((one) => one.topPx <= px)!;
  if (row === last && px > row.topPx + row.heightPx) return row.index + 1 + (px - row.topPx - row.heightPx) / meanPx;
  return row.index + Math.min(1, (px - row.topPx) / Math.max(1, row.heightPx));
}

/** The row in the middle of the view, as an anchor that stays where it is when rows above it change their height. */
export function anchorOfRows(rows: PlacedRow[], count: number, viewPx: number): Anchor {
  const at = Math.max(0, Math.min(count - 1e-6, ordinalAtPx(rows, viewPx / 2)));
  const index = Math.floor(at);
  return { index, part: at - index, atPx: viewPx / 2 };
}
