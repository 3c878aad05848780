import { randomBytes } from "node:crypto";
import type { Ctx } from "#lib/context.ts";
import { listenToChannel } from "#lib/platform/db/listen.ts";
import { addChange, type ChangeSet, changeChannel, type LiveKind } from "./model.ts";
import { type Change, change } from "./schema.ts";

/** Who a stream of changes is for. */
export type LiveViewer = { accountId: string; userId: string; sessionId: string; isAdmin: boolean };

export type LiveListener = {
  onChange: (kind: LiveKind, subjectId: string | null) => void;
  /** Changes were missed: everything shown may be old. */
  onResync: () => void;
  /** The viewer's session, user or membership changed: they may be somebody else's by now. */
  onAccess: () => void;
  /** Nothing can be told for now. */
  onLost: () => void;
};

export type LiveHub = {
  /** Resolves when changes arrive; false after `waitMs` without. */
  whenOpen: (waitMs: number) => Promise<boolean>;
  subscribe: (viewer: LiveViewer, listener: LiveListener) => () => void;
  /** Names everything told until now. */
  position: () => string;
  /**
   * What the viewer was not told since a position, or, without one, since the page began to load; null when that isn't
   * known any more.
   */
  missedSince: (viewer: LiveViewer, position: string | null, loadedMs?: number) => ChangeSet | null;
  close: () => Promise<void>;
};

const mostKept = 4_000;
/** How long before its stream a page may have read what it shows, where it doesn't say. */
const longestLoadMs = 30_000;
/** What the page says was measured before its request was on its way. */
const onTheWayMs = 2_000;
/** How long listeners are left alone when Postgres is away: a restart is over by then. */
const graceMs = 5_000;

/**
 * The changes of the installation, heard on one connection and handed to everybody whose account they are of. Who
 * operates the installation is told that something changed in other accounts, not what.
 */
export function openLiveHub(ctx: Pick<Ctx, "db" | "log" | "now">): LiveHub {
  const subscribers = new Map<LiveListener, LiveViewer>();
  let kept: { atMs: number; change: Change }[] = [];
  let instance = "";
  let dropped = 0;
  let openSinceMs = 0;
  let lossTimer: NodeJS.Timeout | undefined;
  const waiting = new Set<() => void>();
  let wasOpen = false;
  const nowMs = () => ctx.now().getTime();

  const listening = listenToChannel(ctx, {
    channel: changeChannel,
    onOpen: () => {
      clearTimeout(lossTimer);
      instance = randomBytes(6).toString("hex");
      kept = [];
      dropped = 0;
      openSinceMs = nowMs();
      for (const open of waiting) open();
      if (wasOpen) for (const listener of subscribers.keys()) listener.onResync();
      wasOpen = true;
    },
    onLost: () => {
      lossTimer = setTimeout(() => {
        for (const listener of [...subscribers.keys()]) listener.onLost();
      }, graceMs);
    },
    onPayload: (payload) => {
      const heard = parse(payload);
      if (heard === null) return ctx.log.warn("a message of the change channel was not understood");
      kept.push({ atMs: nowMs(), change: heard });
      if (kept.length > mostKept) {
        kept = kept.slice(mostKept / 4);
        dropped += mostKept / 4;
      }
      for (const [listener, viewer] of subscribers) {
        if (heard.kind === "access") {
          if (concernsAccess(viewer, heard)) listener.onAccess();
          continue;
        }
        const told = toldTo(viewer, heard);
        if (told) listener.onChange(told.kind, told.subjectId);
      }
    },
  });

  return {
    whenOpen: async (waitMs) => {
      if (listening.isOpen()) return true;
      await new Promise<void>((resolve) => {
        const finish = () => {
          waiting.delete(finish);
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(finish, waitMs);
        waiting.add(finish);
      });
      return listening.isOpen();
    },
    subscribe: (viewer, listener) => {
      subscribers.set(listener, viewer);
      return () => subscribers.delete(listener);
    },
    position: () => `${instance}-${dropped + kept.length}`,
    missedSince: (viewer, position, loadedMs = longestLoadMs) => {
      let from: number;
      if (position === null) {
        const sinceMs = nowMs() - loadedMs - onTheWayMs;
        if (openSinceMs > sinceMs) return null;
        from = kept.findIndex((one) => one.atMs >= sinceMs);
        if (from === 0 && dropped > 0) return null;
        if (from < 0) return {};
      } else {
        const [of, count] = position.split("-");
        from = Number(count) - dropped;
        if (of !== instance || !(from >= 0) || from > kept.length) return null;
      }
      return kept.slice(from).reduce<ChangeSet>((set, one) => {
        const told = toldTo(viewer, one.change);
        return told ? addChange(set, told.kind, told.subjectId) : set;
      }, {});
    },
    close: async () => {
      clearTimeout(lossTimer);
      await listening.close();
    },
  };
}

function parse(payload: string): Change | null {
  try {
    return change.parse(JSON.parse(payload));
  } catch {
    return null;
  }
}

/** What a viewer may hear of a change; null: nothing. */
function toldTo(viewer: LiveViewer, heard: Change): { kind: LiveKind; subjectId: string | null } | null {
  if (heard.kind === "access") return null;
  if (heard.kind !== "operations" && heard.accountId === viewer.accountId) {
    return { kind: heard.kind, subjectId: heard.subjectId };
  }
  return viewer.isAdmin ? { kind: "operations", subjectId: null } : null;
}

const concernsAccess = (viewer: LiveViewer, { subjectId }: Change): boolean =>
  subjectId === null || subjectId === viewer.userId || subjectId === viewer.sessionId;
