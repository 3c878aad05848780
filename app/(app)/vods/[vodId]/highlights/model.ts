import type { Highlight } from "#app/_queries/highlights.ts";
import { nameOf } from "#lib/highlights/edit/model.ts";
import type { SignalName } from "#lib/highlights/model.ts";

export const signalNames: readonly SignalName[] = ["chat", "events", "transcript", "audio"];

export const stateNames = ["open", "approved", "rejected", "uncut", "cut", "trouble", "refused"] as const;
export type StateName = (typeof stateNames)[number];

/** Lengths in seconds: `[from, to)`. */
export const lengths = { short: [0, 30], middle: [30, 60], long: [60, Number.POSITIVE_INFINITY] } as const;
export type LengthName = keyof typeof lengths;

export const sortNames = ["score", "time", "length"] as const;
export type SortName = (typeof sortNames)[number];

/** Least scores to choose from. */
export const scoreSteps = [1, 2, 3, 4, 5] as const;

/** Which highlights of a list are shown, and in which order. Null, "" and an empty list keep nothing out. */
export type ListView = {
  /** Any of these spoke for the moment. */
  signals: readonly SignalName[];
  state: StateName | null;
  leastScore: number | null;
  length: LengthName | null;
  /** Every word of it is in the title or the reasons. */
  search: string;
  sort: SortName;
};

export const wholeList: ListView = {
  signals: [],
  state: null,
  leastScore: null,
  length: null,
  search: "",
  sort: "score",
};

/** The view an address names. What it doesn't know is taken as not said. */
export function readListView(get: (name: string) => string | null): ListView {
  const oneOf = <Name extends string>(names: readonly Name[], value: string | null): Name | null =>
    names.find((name) => name === value) ?? null;
  const named = (get("signal") ?? "").split(",");
  const score = Number(get("score") ?? Number.NaN);
  return {
    signals: signalNames.filter((name) => named.includes(name)),
    state: oneOf(stateNames, get("state")),
    leastScore: scoreSteps.find((step) => step === score) ?? null,
    length: oneOf(Object.keys(lengths) as LengthName[], get("length")),
    search: get("q") ?? "",
    sort: oneOf(sortNames, get("sort")) ?? wholeList.sort,
  };
}

/** The same as parameters of an address; null for what is as usual. */
export const writeListView = (view: ListView) => ({
  signal: view.signals.length === 0 ? null : view.signals.join(","),
  state: view.state,
  score: view.leastScore === null ? null : String(view.leastScore),
  length: view.length,
  q: view.search === "" ? null : view.search,
  sort: view.sort === wholeList.sort ? null : view.sort,
});

/** Whether the view may keep some out. */
export const isFiltered = (view: ListView): boolean =>
  view.signals.length > 0 ||
  view.state !== null ||
  view.leastScore !== null ||
  view.length !== null ||
  view.search.trim() !== "";

type Judged = Pick<Highlight, "reviewState" | "cutState" | "isClipable">;

const isOfState: Record<StateName, (highlight: Judged) => boolean> = {
  open: ({ reviewState }) => reviewState === "suggested",
  approved: ({ reviewState }) => reviewState === "approved",
  rejected: ({ reviewState }) => reviewState === "rejected",
  uncut: ({ reviewState, cutState }) => reviewState !== "rejected" && cutState === "none",
  cut: ({ cutState }) => cutState === "ready" || cutState === "stale",
  trouble: ({ cutState }) => cutState === "failed" || cutState === "skipped",
  refused: ({ isClipable }) => isClipable === false,
};

export const lengthOf = (highlight: Pick<Highlight, "startSeconds" | "endSeconds">): number =>
  highlight.endSeconds - highlight.startSeconds;

/** The highlights that a view shows, in its order; of equals, the order they came in. */
export function applyListView(highlights: readonly Highlight[], view: ListView): Highlight[] {
  const words = view.search.toLowerCase().split(/\s+/).filter(Boolean);
  const isShown = (highlight: Highlight): boolean => {
    const length = lengthOf(highlight);
    if (view.state !== null && !isOfState[view.state](highlight)) return false;
    if (view.leastScore !== null && highlight.score < view.leastScore) return false;
    if (view.length !== null && !(length >= lengths[view.length][0] && length < lengths[view.length][1])) return false;
    if (view.signals.length > 0 && !highlight.contributions.some((one) => view.signals.includes(one.signal))) {
      return false;
    }
    if (words.length === 0) return true;
    const text = [nameOf(highlight), ...highlight.contributions.map((one) => one.label)].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return highlights.filter(isShown).sort(orders[view.sort]);
}

const orders: Record<SortName, (a: Highlight, b: Highlight) => number> = {
  score: (a, b) => b.score - a.score,
  time: (a, b) => a.startSeconds - b.startSeconds,
  length: (a, b) => lengthOf(b) - lengthOf(a),
};

/** How many of the highlights are of each state. One may be of several. */
export const countStates = (highlights: readonly Judged[]): Record<StateName, number> =>
  Object.fromEntries(
    stateNames.map((name) => [name, highlights.filter((one) => isOfState[name](one)).length]),
  ) as Record<StateName, number>;
