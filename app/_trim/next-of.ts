type Placed = { id: string; startSeconds: number };

/** The highlight that begins next in time after `one`, of those that begin together by their ids; null after the last. */
export function nextOf<H extends Placed>(one: Placed, highlights: readonly H[]): H | null {
  const order = (a: Placed, b: Placed) => a.startSeconds - b.startSeconds || Number(a.id > b.id) - Number(a.id < b.id);
  return highlights.filter((other) => order(other, one) > 0).sort(order)[0] ?? null;
}
