import type { ChangeSet, LiveKind } from "#lib/live/model.ts";

/**
 * Which queries to ask again: those whose key begins like this, null standing for anything. `gapMs`: at the shortest
 * between two askings, where it is more than usual.
 */
export type KeyPattern = { like: readonly (string | null)[]; isExact?: boolean; gapMs?: number };

/** Progress changes four times a second; what only says so by the way is asked for as often as people look. */
const byTheWayMs = 1_500;

/**
 * What each kind of change makes old: the one table of it. `subject` is what the kind is told of (`watch_changes` in the
 * migrations names the columns); null: any.
 */
const patterns: Record<LiveKind, (subject: string | null) => KeyPattern[]> = {
  highlights: (vodId) => [
    { like: ["highlights", vodId] },
    { like: ["vods", vodId, "minimap"] },
    { like: ["cut-plans", vodId] },
    { like: ["streams"] },
  ],
  streams: () => [{ like: ["streams"] }],
  vods: (vodId) => [
    { like: ["vods", vodId], isExact: true },
    { like: ["vods", vodId, "minimap"] },
    { like: ["streams"] },
    { like: ["clips"] },
    { like: ["storage"] },
  ],
  captions: (highlightId) => [{ like: ["captions", highlightId] }, { like: ["clips"] }, { like: ["cut-plans"] }],
  clips: () => [{ like: ["clips"] }, { like: ["streams"], gapMs: byTheWayMs }, { like: ["jobs"], gapMs: byTheWayMs }],
  jobs: (subjectId) => [
    { like: ["jobs"] },
    { like: ["streams"], gapMs: byTheWayMs },
    { like: ["vods", subjectId], isExact: true },
  ],
  detections: () => [{ like: ["streams"] }, { like: ["jobs"] }],
  signals: (streamId) => [
    { like: ["streams"] },
    { like: ["chat", streamId] },
    { like: ["events", streamId] },
    { like: ["chat-search", streamId] },
    { like: ["transcript", streamId] },
    { like: ["words", streamId] },
    { like: ["offset"] },
    { like: ["vods", null, "minimap"] },
    { like: ["vods", null, "lane"] },
  ],
  refinements: (highlightId) => [{ like: ["refinements", highlightId] }, { like: ["refinement-ledger"] }],
  spend: () => [{ like: ["refinement-ledger"] }],
  edits: (vodId) => [{ like: ["edits", vodId] }],
  storage: () => [{ like: ["storage"] }],
  notifications: () => [{ like: ["notifications"] }],
  account: () => [
    { like: ["settings"] },
    { like: ["render-settings"] },
    { like: ["refinement-ledger"] },
    { like: ["storage"] },
  ],
  operations: () => [{ like: ["admin"] }, { like: ["llm-totals"] }],
};

/** The patterns of everything in a set of changes, each once. */
export function patternsOf(changes: ChangeSet): KeyPattern[] {
  const all = new Map<string, KeyPattern>();
  for (const kind of Object.keys(changes) as LiveKind[]) {
    // A server newer than this page may tell of kinds that it doesn't know.
    const of = patterns[kind];
    for (const subject of changes[kind] ?? [null]) {
      for (const pattern of of?.(subject) ?? []) all.set(JSON.stringify(pattern), pattern);
    }
  }
  return [...all.values()];
}

/** Whether a query's key is meant by a pattern. */
export const isLike = ({ like, isExact }: KeyPattern, key: readonly unknown[]): boolean =>
  (isExact ? key.length === like.length : key.length >= like.length) &&
  like.every((part, at) => part === null || part === key[at]);
