import type { Ctx } from "#lib/context.ts";
import type { LiveHub, LiveViewer } from "./hub.ts";
import { addChange, beatEveryMs, type ChangeSet, isEmptySet } from "./model.ts";

/** Between two messages of changes: at most four a second. */
const gapMs = 250;
/** Messages that wait for a slow reader before changes are gathered instead. */
const mostQueued = 8;
/** A reader that takes nothing for so long is let go; it begins anew where it was, or with everything. */
const patienceMs = 20_000;
const retryMs = 2_000;
const longestTimerMs = 2 ** 31 - 1;

/** What a viewer may see now; null: nothing any more. */
export type FindViewer = () => Promise<{ viewer: LiveViewer; expiresAt: Date } | null>;

export type LiveStreamInput = {
  viewer: LiveViewer;
  /** When the viewer's session runs out. */
  expiresAt: Date;
  /** Asked again whenever the viewer's session, user or membership changes, and when the session runs out. */
  findViewer: FindViewer;
  /** Id of the last event a stream before this one brought. */
  lastId: string | null;
  /** Without one: how long ago the page began to load. */
  loadedMs?: number;
  signal: AbortSignal;
  onEnd: () => void;
};

/**
 * A stream of server-sent events: `changes` (a `ChangeSet`), `resync` (everything may be old), `beat`, and `end` when the
 * viewer is signed out. Every event's id stands for all that was told up to it.
 */
export function startLiveStream(
  ctx: Pick<Ctx, "log" | "now">,
  hub: LiveHub,
  input: LiveStreamInput,
): ReadableStream<Uint8Array> {
  const { viewer, signal } = input;
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array>;
  let pending: ChangeSet = {};
  let needsResync = false;
  let isOver = false;
  let nextAtMs = 0;
  let fullSinceMs: number | null = null;
  let flushTimer: NodeJS.Timeout | undefined;
  let expiryTimer: NodeJS.Timeout | undefined;

  const send = (event: string, data: unknown) =>
    controller.enqueue(encoder.encode(`id: ${hub.position()}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`));

  const end = (farewell?: "end") => {
    if (isOver) return;
    isOver = true;
    unsubscribe();
    clearTimeout(flushTimer);
    clearTimeout(expiryTimer);
    clearInterval(beatTimer);
    signal.removeEventListener("abort", onAbort);
    input.onEnd();
    try {
      if (farewell) send(farewell, 1);
      controller.close();
    } catch {
      // The reader has left already.
    }
  };
  const onAbort = () => end();

  const hasRoom = () => {
    const isFull = (controller.desiredSize ?? 0) <= 0;
    fullSinceMs = isFull ? (fullSinceMs ?? performance.now()) : null;
    return !isFull;
  };
  const flush = () => {
    flushTimer = undefined;
    if (isOver || !hasRoom()) return;
    const [changes, isResync] = [pending, needsResync];
    if (!isResync && isEmptySet(changes)) return;
    // Before it is sent: a waiting reader asks for more at once.
    pending = {};
    needsResync = false;
    nextAtMs = performance.now() + gapMs;
    if (isResync) send("resync", 1);
    else send("changes", changes);
  };
  const flushSoon = () => {
    flushTimer ??= setTimeout(flush, Math.max(0, nextAtMs - performance.now()));
  };
  const beat = () => {
    if (hasRoom()) {
      // The beat's id stands for everything told before it.
      flush();
      send("beat", 1);
    } else if (performance.now() - fullSinceMs! >= patienceMs) end();
  };

  /** With other rights another stream begins. */
  const check = async () => {
    try {
      const found = await input.findViewer();
      if (found === null) return end("end");
      const { accountId, isAdmin } = found.viewer;
      if (accountId !== viewer.accountId || isAdmin !== viewer.isAdmin) return end();
      watchExpiry(found.expiresAt);
    } catch (error) {
      ctx.log.warn({ err: error }, "whose stream this is could not be looked up; it is ended");
      end();
    }
  };
  const watchExpiry = (expiresAt: Date) => {
    clearTimeout(expiryTimer);
    const leftMs = expiresAt.getTime() - ctx.now().getTime();
    if (!isOver) expiryTimer = setTimeout(check, Math.min(longestTimerMs, Math.max(1_000, leftMs)));
  };

  const unsubscribe = hub.subscribe(viewer, {
    onChange: (kind, subjectId) => {
      pending = addChange(pending, kind, subjectId);
      flushSoon();
    },
    onResync: () => {
      needsResync = true;
      flushSoon();
    },
    onAccess: () => void check(),
    onLost: () => end(),
  });
  const beatTimer = setInterval(beat, beatEveryMs);
  const missed = hub.missedSince(viewer, input.lastId, input.loadedMs);
  const stream = new ReadableStream<Uint8Array>(
    {
      start: (given) => {
        controller = given;
        controller.enqueue(encoder.encode(`retry: ${retryMs}\n\n`));
        needsResync = missed === null;
        pending = missed ?? {};
        flush();
        send("beat", 1);
      },
      pull: () => {
        if (needsResync || !isEmptySet(pending)) flushSoon();
      },
      cancel: () => end(),
    },
    new CountQueuingStrategy({ highWaterMark: mostQueued }),
  );
  watchExpiry(input.expiresAt);
  if (signal.aborted) end();
  else signal.addEventListener("abort", onAbort, { once: true });
  return stream;
}
