import type { StreamEvent, StreamEventKind } from "#lib/signals/model.ts";
import { windowSum } from "#lib/signals/moving-mean.ts";
import { type ScoredSignal, type Span, unusedSignal } from "./score-signal.ts";

const kindWeights: Record<StreamEventKind, number> = {
  raid: 10,
  gift: 8,
  cheer: 5,
  hype_train: 6,
  sub: 2,
  redemption: 1,
};
/** Amount from which an event counts in full; smaller ones count by the logarithm. */
const fullAmounts: Partial<Record<StreamEventKind, number>> = { raid: 100, gift: 20, cheer: 1000 };
/** Viewers' clips hardly follow events, so that they may tip a balance but never decide (see the decision record). */
const scale = 0.15;
const highest = 0.5;
const window = { from: -25, to: 5 };

/** The events signal: `0.15 · log1p(Σ weight)` of the last half minute, at most 0.5. */
export function scoreEvents(events: StreamEvent[], span: Span): ScoredSignal {
  const within = events.filter((event) => {
    const second = Math.floor(event.offsetMs / 1000);
    return second >= span.fromSecond && second < span.toSecond;
  });
  if (within.length === 0) return unusedSignal(events.length === 0 ? "no events" : "no events within the video");
  const weights = new Float64Array(span.toSecond - span.fromSecond);
  const sorted = within.map((event) => ({ ...event, weight: weightOf(event) })).sort(inOrder);
  for (const event of sorted) {
    const at = Math.floor(event.offsetMs / 1000) - span.fromSecond;
    weights[at] = weights[at]! + event.weight;
  }
  const values = windowSum(weights, window.from, window.to).map((sum) => Math.min(highest, scale * Math.log1p(sum)));
  return {
    state: { state: "ok", text: `${within.length} events` },
    values,
    explain: (second) => {
      const value = values[second - span.fromSecond] ?? 0;
      if (value <= 0) return [];
      const near = sorted.filter((event) => {
        const at = Math.floor(event.offsetMs / 1000);
        return at >= second + window.from && at <= second + window.to;
      });
      const strongest = [...near].sort((a, b) => b.weight - a.weight || inOrder(a, b));
      const label =
        strongest.slice(0, 2).map(nameEvent).join(", ") + (near.length > 2 ? ` and ${near.length - 2} more` : "");
      const evidence = strongest
        .slice(0, 5)
        .map((event) => ({ atSeconds: event.offsetMs / 1000, text: event.text ?? nameEvent(event) }));
      return [{ signal: "events", name: strongest[0]?.kind ?? "events", value, label, evidence }];
    },
  };
}

const inOrder = (a: StreamEvent, b: StreamEvent) =>
  a.offsetMs - b.offsetMs ||
  (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0) ||
  (a.amount ?? 0) - (b.amount ?? 0) ||
  ((a.text ?? "") < (b.text ?? "") ? -1 : 1);

/** An event's weight by kind and amount, in thousandths, so that sums don't depend on the order of events. */
export function weightOf(event: StreamEvent): number {
  const full = fullAmounts[event.kind];
  const share =
    full === undefined || event.amount === null ? 1 : Math.min(1, Math.log1p(event.amount) / Math.log1p(full));
  return Math.round(kindWeights[event.kind] * share * 1000) / 1000;
}

function nameEvent(event: StreamEvent): string {
  const amount = event.amount === null ? "" : ` ${event.amount}`;
  switch (event.kind) {
    case "raid":
      return event.amount === null ? "raid" : `raid of ${event.amount}`;
    case "gift":
      return event.amount === null ? "gifted subs" : `${event.amount} gifted sub${event.amount === 1 ? "" : "s"}`;
    case "cheer":
      return event.amount === null ? "paid message" : `cheer of ${event.amount} bits`;
    case "hype_train":
      return `hype train${amount && ` level${amount}`}`;
    case "sub":
      return "subscription";
    case "redemption":
      return event.text ? `redeemed "${event.text.slice(0, 40)}"` : "redemption";
  }
}
