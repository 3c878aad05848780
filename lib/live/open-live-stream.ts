import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import type { LiveHub, LiveViewer } from "./hub.ts";
import { addChange, beatEveryMs, type ChangeSet, isEmptySet } from "./model.ts";

/** Between two messages of changes: at most four a second. */
const gapMs = 250;
/** Messages that wait for a slow reader before changes are gathered instead. */
const mostQueued = 8;
/** A reader that takes nothing for so long is let go; it begins anew where it was, or with everything. */
const patienceMs = 20_000;
const retryMs = 2_000;
const mostOfUser = 24;
const mostOfAll = 2_000;
const longestTimerMs = 2 ** 31 - 1;

/** What a viewer may see now; null: nothing any more. */
export type FindViewer = () => Promise<{ viewer: LiveViewer; expiresAt: Date } | null>;

export type LiveStreams = {
  /**
   * A stream of server-sent events for a viewer: `changes` (a `ChangeSet`), `resync` (everything may be old), `beat`,
   * and `end` when they are signed out. Refuses more than the server can keep open.
   */
  open: (input: {
    viewer: LiveViewer;
    expiresAt: Date;
    /** Asked again whenever the viewer's session, user or membership changes, and when the session runs out. */
    findViewer: FindViewer;
    /** Id of the last event a stream before this one brought. */
    lastId: string | null;
    signal: AbortSignal;
  }) => { ok: true; body: ReadableStream<Uint8Array> } | Refusal<"cap_reached">;
  count: () => number;
};

/** The open streams of this process. */
export function createLiveStreams(ctx: Pick<Ctx, "log" | "now">, hub: LiveHub): LiveStreams {
  const open = new Map<object, string>();
  return {
    count: () => open.size,
    open: ({ viewer, lastId, signal, findViewer, ...input }) => {
      const ofUser = [...open.values()].filter((userId) => userId === viewer.userId).length;
      if (ofUser >= mostOfUser || open.size >= mostOfAll) {
        const message =
          "Too many pages of yours are open to keep them all up to date. Close some, then reload this one.";
        return { ok: false, reason: "cap_reached", message };
      }
      const key = {};
      open.set(key, viewer.userId);
      let controller: ReadableStreamDefaultController<Uint8Array>;
      let pending: ChangeSet = {};
      let needsResync = false;
      let isOver = false;
      let nextAtMs = 0;
      let fullSinceMs: number | null = null;
      let flushTimer: NodeJS.Timeout | undefined;
      let expiryTimer: NodeJS.Timeout | undefined;
      const encoder = new TextEncoder();
      const nowMs = () => ctx.now().getTime();

      const end = (farewell = "") => {
        if (isOver) return;
        isOver = true;
        unsubscribe();
        open.delete(key);
        clearTimeout(flushTimer);
        clearTimeout(expiryTimer);
        clearInterval(beatTimer);
        signal.removeEventListener("abort", onAbort);
        try {
          if (farewell) controller.enqueue(encoder.encode(farewell));
          controller.close();
        } catch {
          // The reader has left already.
        }
      };
      const onAbort = () => end();
      const send = (event: string, data: unknown) =>
        controller.enqueue(encoder.encode(`id: ${hub.position()}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
      const hasRoom = () => {
        if ((controller.desiredSize ?? 0) > 0) {
          fullSinceMs = null;
          return true;
        }
        fullSinceMs ??= nowMs();
        return false;
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
          return send("beat", 1);
        }
        if (nowMs() - (fullSinceMs ?? nowMs()) >= patienceMs) end();
      };
      const check = async () => {
        try {
          const found = await findViewer();
          if (found === null) return end("event: end\ndata: 1\n\n");
          const { accountId, isAdmin } = found.viewer;
          // With other rights another stream begins.
          if (accountId !== viewer.accountId || isAdmin !== viewer.isAdmin) return end();
          watchExpiry(found.expiresAt);
        } catch (error) {
          ctx.log.warn({ err: error }, "whose stream this is could not be looked up; it is ended");
          end();
        }
      };
      const watchExpiry = (expiresAt: Date) => {
        clearTimeout(expiryTimer);
        expiryTimer = setTimeout(check, Math.min(longestTimerMs, Math.max(1_000, +expiresAt - nowMs())));
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
      const missed = hub.missedSince(viewer, lastId);
      const body = new ReadableStream<Uint8Array>(
        {
          start: (given) => {
            controller = given;
            controller.enqueue(encoder.encode(`retry: ${retryMs}\n\n`));
            send("beat", 1);
            needsResync = missed === null;
            pending = missed ?? {};
            flush();
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
      return { ok: true, body };
    },
  };
}
