import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Highlight } from "#app/_queries/highlights.ts";
import {
  applyListView,
  countStates,
  isFiltered,
  type LengthName,
  type ListView,
  lengths,
  readListView,
  scoreSteps,
  signalNames,
  sortNames,
  stateNames,
  wholeList,
  writeListView,
} from "./model.ts";

const highlight = (id: string, over: Partial<Highlight> = {}): Highlight => ({
  id,
  vodId: "v",
  rank: 1,
  origin: "detected",
  startSeconds: 0,
  endSeconds: 20,
  startTicks: 0,
  endTicks: 20_000,
  timescale: 1000,
  boundsFrom: "detected",
  peakSeconds: null,
  score: 1,
  contributions: [],
  title: null,
  reviewState: "suggested",
  refineState: "none",
  refineReason: null,
  isClipable: null,
  clipableReason: null,
  confidence: null,
  cutState: "none",
  cutReason: null,
  editVersion: 1,
  ...over,
});
const because = (signal: Highlight["contributions"][number]["signal"], label: string) => [
  { signal, name: "n", value: 1, label, evidence: [] },
];

const list = [
  highlight("raid", { score: 3, startSeconds: 90, endSeconds: 150, contributions: because("events", "raid of 120") }),
  highlight("boss", { score: 2, title: "The boss falls", contributions: because("chat", "chat 5.1σ") }),
  highlight("lava", { score: 2, startSeconds: 10, endSeconds: 40, reviewState: "approved", cutState: "ready" }),
  highlight("noise", {
    score: 0.5,
    reviewState: "rejected",
    isClipable: false,
    contributions: because("audio", "9 dB"),
  }),
  highlight("full", { score: 0, startSeconds: 5, endSeconds: 64.9, cutState: "skipped" }),
];
const idsOf = (view: Partial<ListView>) => applyListView(list, { ...wholeList, ...view }).map((one) => one.id);

describe("applyListView", () => {
  test.each<[Partial<ListView>, string[]]>([
    [{}, ["raid", "boss", "lava", "noise", "full"]],
    [{ sort: "time" }, ["boss", "noise", "full", "lava", "raid"]],
    [{ sort: "length" }, ["raid", "full", "lava", "boss", "noise"]],
    [{ signals: ["events"] }, ["raid"]],
    [{ signals: ["chat", "audio"] }, ["boss", "noise"]],
    [{ state: "open" }, ["raid", "boss", "full"]],
    [{ state: "uncut" }, ["raid", "boss"]],
    [{ state: "cut" }, ["lava"]],
    [{ state: "trouble" }, ["full"]],
    [{ state: "refused" }, ["noise"]],
    [{ leastScore: 2 }, ["raid", "boss", "lava"]],
    [{ length: "short" }, ["boss", "noise"]],
    [{ length: "middle" }, ["lava", "full"]],
    [{ length: "long" }, ["raid"]],
    [{ search: "FALLS boss" }, ["boss"]],
    [{ search: "120" }, ["raid"]],
    [{ search: "nothing of it" }, []],
    [{ state: "open", leastScore: 3, signals: ["events"], length: "long", search: "raid" }, ["raid"]],
  ])("%j shows %j", (view, expected) => expect(idsOf(view)).toEqual(expected));
});

const anyView: fc.Arbitrary<ListView> = fc.record({
  signals: fc.subarray([...signalNames]),
  state: fc.constantFrom(null, ...stateNames),
  leastScore: fc.constantFrom(null, ...scoreSteps),
  length: fc.constantFrom(null, ...(Object.keys(lengths) as LengthName[])),
  search: fc.string(),
  sort: fc.constantFrom(...sortNames),
});

test("a view comes back from the address as it was, through any text of a search", () => {
  fc.assert(
    fc.property(anyView, (view) => {
      const address = new URL("http://localhost/");
      for (const [name, value] of Object.entries(writeListView(view))) {
        if (value !== null) address.searchParams.set(name, value);
      }
      const params = new URL(address.href).searchParams;
      expect(readListView((name) => params.get(name))).toEqual(view);
    }),
  );
});

test("what an address says wrongly is taken as not said", () => {
  const wrong: Record<string, string> = {
    signal: "chat,smell",
    state: "x",
    score: "-1",
    length: "huge",
    sort: "colour",
  };
  expect(readListView((name) => wrong[name] ?? null)).toEqual({ ...wholeList, signals: ["chat"] });
});

test("a view shows each highlight at most once, and all of them when nothing is kept out", () => {
  fc.assert(
    fc.property(anyView, (view) => {
      const shown = applyListView(list, view);
      expect(new Set(shown).size).toBe(shown.length);
      expect(list).toEqual(expect.arrayContaining(shown));
      if (!isFiltered(view)) expect(shown).toHaveLength(list.length);
    }),
  );
});

test("states are counted, one highlight in several", () => {
  expect(countStates(list)).toEqual({ open: 3, approved: 1, rejected: 1, uncut: 2, cut: 1, trouble: 1, refused: 1 });
});
