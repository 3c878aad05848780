import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestContext } from "#lib/vods/testing.ts";
import { listHighlights } from "../queries.ts";
import { type ReviewDecision, reviewHighlights } from "../review-highlight.ts";
import { createHighlight } from "./create-highlight.ts";
import { duplicateHighlight } from "./duplicate-highlight.ts";
import { getEditHistory } from "./list-edits.ts";
import { mergeHighlights } from "./merge-highlights.ts";
import { retitleHighlight } from "./retitle-highlight.ts";
import { splitHighlight } from "./split-highlight.ts";
import { redoEdit, undoEdit } from "./step-history.ts";
import { insertSuggestions, insertUser } from "./testing.ts";
import { trimHighlight } from "./trim-highlight.ts";

let test_: Awaited<ReturnType<typeof createTestContext>>;
let users: string[];
beforeAll(async () => {
  test_ = await createTestContext();
  users = [await insertUser(test_.ctx, "Ana"), await insertUser(test_.ctx, "Ben")];
});
afterAll(() => test_.close());

const second = 12_800;
type Shown = { start: number; end: number; title: string | null; review: string };
type Model = Map<string, Shown>;

type EditCommand =
  | { kind: "review"; which: number[]; decision: ReviewDecision }
  | { kind: "trim"; which: number; start: number; length: number }
  | { kind: "split" | "merge" | "duplicate" | "retitle"; which: number }
  | { kind: "create"; start: number };
type Command = EditCommand | { kind: "undo" } | { kind: "redo" };

const which = fc.nat(5);
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    kind: fc.constant("review" as const),
    which: fc.array(which, { minLength: 1, maxLength: 4 }),
    decision: fc.constantFrom<ReviewDecision>("approve", "reject", "restore"),
  }),
  fc.record({ kind: fc.constant("trim" as const), which, start: fc.nat(600), length: fc.integer({ min: 1, max: 60 }) }),
  fc.record({
    kind: fc.constantFrom("split" as const, "merge" as const, "duplicate" as const, "retitle" as const),
    which,
  }),
  fc.record({ kind: fc.constant("create" as const), start: fc.nat(600) }),
  { weight: 6, arbitrary: fc.constantFrom<Command>({ kind: "undo" }, { kind: "undo" }, { kind: "redo" }) },
);

test("any sequence of edits, undos and redos leaves what the model says", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 25 }), async (commands) => {
      const { accountId } = test_;
      const { vodId } = await insertSuggestions(test_.ctx, { accountId, count: 3 });
      const history = await openHistory(vodId, users[0]!);
      const states: Model[] = [await history.read()];
      let at = 0;
      for (const one of commands) {
        if (one.kind === "undo" || one.kind === "redo") {
          const to = at + (one.kind === "undo" ? -1 : 1);
          expect(await history.step(one.kind)).toBe(to >= 0 && to < states.length);
          if (to >= 0 && to < states.length) at = to;
        } else {
          const next = await history.edit(one, states[at]!);
          if (next) {
            states.splice(at + 1, states.length, next);
            at += 1;
          }
        }
        expect(await history.read()).toEqual(states[at]);
      }
      const { canUndo, canRedo } = await getEditHistory(test_.ctx, { accountId, vodId, actorUserId: users[0]! });
      expect({ canUndo, canRedo }).toEqual({ canUndo: at > 0, canRedo: at < states.length - 1 });
    }),
    { numRuns: 40 },
  );
}, 120_000);

test("two people at once: an undo puts back exactly what its edit changed, or refuses and changes nothing", async () => {
  const turn = fc.tuple(fc.constantFrom(0, 1), command);
  await fc.assert(
    fc.asyncProperty(fc.array(turn, { minLength: 5, maxLength: 30 }), async (turns) => {
      const { accountId } = test_;
      const { vodId } = await insertSuggestions(test_.ctx, { accountId, count: 3 });
      const people = await Promise.all(users.map((user) => openHistory(vodId, user)));
      const done: { before: Model; after: Model }[][] = [[], []];
      for (const [who, one] of turns) {
        const before = await people[who]!.read();
        if (one.kind === "redo") continue;
        if (one.kind === "undo") {
          const entry = done[who]!.pop();
          const isUndone = await people[who]!.step("undo");
          const now = await people[who]!.read();
          if (!isUndone || !entry) {
            expect(now).toEqual(before);
            continue;
          }
          for (const id of changedIds(entry.before, entry.after)) {
            expect(before.get(id)).toEqual(entry.after.get(id));
            expect(now.get(id)).toEqual(entry.before.get(id));
          }
          for (const id of changedIds(before, now)) expect(changedIds(entry.before, entry.after)).toContain(id);
        } else {
          const after = await people[who]!.edit(one, before);
          if (after) done[who]!.push({ before, after });
        }
      }
    }),
    { numRuns: 30 },
  );
}, 120_000);

const changedIds = (before: Model, after: Model): string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter(
    (id) => JSON.stringify(before.get(id)) !== JSON.stringify(after.get(id)),
  );

/** One person's hands on a VOD. `edit` gives the state there should be after it, or null when nothing was to change. */
async function openHistory(vodId: string, actorUserId: string) {
  const { accountId, ctx } = test_;
  const own = { accountId, vodId, actorUserId };
  const list = async () =>
    (await listHighlights(ctx, own)).sort((a, b) => a.startTicks - b.startTicks || (a.id < b.id ? -1 : 1));
  const read = async (): Promise<Model> =>
    new Map(
      (await list()).map((one) => [
        one.id,
        { start: one.startTicks, end: one.endTicks, title: one.title, review: one.reviewState },
      ]),
    );
  const step = async (kind: "undo" | "redo") => (await (kind === "undo" ? undoEdit : redoEdit)(ctx, own)).ok;

  async function edit(one: EditCommand, before: Model): Promise<Model | null> {
    const shown = await list();
    const next = new Map(before);
    const seen = (n: number) => {
      const { id, editVersion } = shown[n % shown.length]!;
      return { accountId, actorUserId, highlightId: id, editVersion };
    };
    const change = (id: string, to: Partial<Shown>) => next.set(id, { ...next.get(id)!, ...to });
    switch (one.kind) {
      case "review": {
        const highlightIds = one.which.map((n) => seen(n).highlightId);
        const { changedIds: changed, reviewState } = await reviewHighlights(ctx, {
          ...own,
          highlightIds,
          decision: one.decision,
        });
        const expected = [...new Set(highlightIds)].filter((id) => before.get(id)!.review !== reviewState);
        expect(changed.sort()).toEqual(expected.sort());
        for (const id of expected) change(id, { review: reviewState });
        return expected.length > 0 ? next : null;
      }
      case "trim": {
        const of = seen(one.which);
        const to = { start: one.start * second, end: (one.start + one.length) * second };
        const trimmed = await trimHighlight(ctx, { ...of, startTicks: to.start, endTicks: to.end });
        expect(trimmed.ok).toBe(true);
        change(of.highlightId, to);
        return trimmed.ok && trimmed.editId ? next : null;
      }
      case "split": {
        const of = seen(one.which);
        const was = before.get(of.highlightId)!;
        const atTicks = Math.floor((was.start + was.end) / 2 / second) * second;
        const split = await splitHighlight(ctx, { ...of, atTicks });
        expect(split.ok).toBe(was.end - was.start >= 2 * second);
        if (!split.ok) return null;
        change(of.highlightId, { end: atTicks });
        next.set(split.highlightId, { start: atTicks, end: was.end, title: null, review: was.review });
        return next;
      }
      case "merge": {
        const [a, b] = [seen(one.which), seen(one.which + 1)];
        const merged = await mergeHighlights(ctx, { ...a, with: b });
        expect(merged.ok).toBe(a.highlightId !== b.highlightId);
        if (!merged.ok) return null;
        const [x, y] = [before.get(a.highlightId)!, before.get(b.highlightId)!];
        change(a.highlightId, {
          ...{ start: Math.min(x.start, y.start), end: Math.max(x.end, y.end) },
          title: x.title ?? y.title,
        });
        next.delete(b.highlightId);
        return next;
      }
      case "duplicate": {
        const of = seen(one.which);
        const copied = await duplicateHighlight(ctx, of);
        if (copied.ok) next.set(copied.highlightId, before.get(of.highlightId)!);
        return next;
      }
      case "retitle": {
        const of = seen(one.which);
        const title = `Take ${of.editVersion}`;
        await retitleHighlight(ctx, { ...of, title });
        change(of.highlightId, { title });
        return before.get(of.highlightId)!.title === title ? null : next;
      }
      case "create": {
        const bounds = { startTicks: one.start * second, endTicks: (one.start + 5) * second };
        const made = await createHighlight(ctx, { ...own, ...bounds });
        if (!made.ok) throw new Error(made.message);
        const { startTicks, endTicks } = bounds;
        next.set(made.highlightId, { start: startTicks, end: endTicks, title: null, review: "approved" });
        return next;
      }
    }
  }
  return { read, step, edit };
}
