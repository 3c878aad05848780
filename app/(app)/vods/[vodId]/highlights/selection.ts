/** Chosen ids of a list. `lastId` is the one chosen or left out last: a range begins there. */
export type Selection = { ids: ReadonlySet<string>; lastId: string | null };

export const noSelection: Selection = { ids: new Set(), lastId: null };

/** Chooses one, or leaves it out again. */
export function toggleOne(selection: Selection, id: string): Selection {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, lastId: id };
}

/** Chooses everything of the list as shown between the last one and this, both included. */
export function selectRange(selection: Selection, shown: readonly string[], id: string): Selection {
  const from = selection.lastId === null ? -1 : shown.indexOf(selection.lastId);
  const to = shown.indexOf(id);
  if (from < 0 || to < 0) return toggleOne(selection, id);
  const ids = new Set([...selection.ids, ...shown.slice(Math.min(from, to), Math.max(from, to) + 1)]);
  return { ids, lastId: id };
}

/** Chooses all that is shown; what is chosen and not shown stays chosen. */
export const selectAll = (selection: Selection, shown: readonly string[]): Selection => ({
  ids: new Set([...selection.ids, ...shown]),
  lastId: selection.lastId,
});

/** Of what is shown, chooses what wasn't and leaves out what was. */
export function invert(selection: Selection, shown: readonly string[]): Selection {
  const ids = new Set(selection.ids);
  for (const id of shown) if (!ids.delete(id)) ids.add(id);
  return { ids, lastId: selection.lastId };
}

/** First digits of a UUID that go into an address: 200 of them are 1,600 letters. */
const shortLength = 8;

/** Ids as a short text for the address. */
export const encodeIds = (ids: Iterable<string>): string => [...ids].map((id) => id.slice(0, shortLength)).join("");

/** How many ids a text of `encodeIds` names. */
export const countIds = (text: string): number => Math.floor(text.length / shortLength);

/** The ids of `all` that a text of `encodeIds` names. */
export function decodeIds(text: string, all: readonly string[]): string[] {
  const named = new Set(text.match(new RegExp(`.{${shortLength}}`, "g")) ?? []);
  return all.filter((id) => named.has(id.slice(0, shortLength)));
}
