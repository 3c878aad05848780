import { type ChangeSet, silentAfterMs } from "#lib/live/model.ts";

/** `paused`: the tab isn't looked at, so that the browser's few connections are left to those that are. */
export type ConnectionState = "connecting" | "live" | "paused" | "lost";

export type ConnectionEvents = {
  onChanges: (changes: ChangeSet) => void;
  /** Everything shown may be old. */
  onResync: () => void;
  /** Signed out. */
  onEnd: () => void;
  onState: (state: ConnectionState) => void;
};

const firstRetryMs = 500;
const longestRetryMs = 10_000;
/** A connection that is back within this was never lost for who looks at the page. */
const graceMs = 3_000;
const watchEveryMs = 5_000;
const hiddenForMs = 30_000;
const probeMs = 4_000;

/**
 * Keeps one stream of changes open while the tab is looked at: begins anew when it breaks, when it falls silent (the
 * machine slept), and when the tab or the network comes back. The server says what was missed. Returns the end of it.
 */
export function connectLive(url: string, events: ConnectionEvents): () => void {
  let source: EventSource | null = null;
  let state: ConnectionState = "connecting";
  let lastId: string | null = null;
  let heardAtMs = Date.now();
  let retries = 0;
  let isOver = false;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let lossTimer: ReturnType<typeof setTimeout> | undefined;
  let hideTimer: ReturnType<typeof setTimeout> | undefined;

  const setState = (next: ConnectionState) => {
    if (next === state) return;
    const wasLost = state === "lost";
    state = next;
    events.onState(next);
    if (wasLost && next === "live") events.onResync();
  };
  const close = () => {
    clearTimeout(retryTimer);
    retryTimer = undefined;
    source?.close();
    source = null;
  };
  const heard = (event: MessageEvent) => {
    lastId = event.lastEventId;
    heardAtMs = Date.now();
    retries = 0;
    clearTimeout(lossTimer);
    lossTimer = undefined;
    setState("live");
  };
  const open = () => {
    close();
    const since = lastId === null ? `loadedMs=${Math.round(performance.now())}` : `after=${encodeURIComponent(lastId)}`;
    const opened = new EventSource(`${url}?${since}`);
    source = opened;
    opened.addEventListener("beat", heard);
    opened.addEventListener("changes", (event) => {
      heard(event);
      events.onChanges(JSON.parse(event.data));
    });
    opened.addEventListener("resync", (event) => {
      heard(event);
      events.onResync();
    });
    opened.addEventListener("end", () => {
      stop();
      events.onEnd();
    });
    // The browser's own second try would not say what was heard last after a refusal; ours does.
    opened.onerror = () => fail();
  };
  const fail = () => {
    close();
    if (isOver) return;
    lossTimer ??= setTimeout(() => setState("lost"), graceMs);
    const waitMs = Math.min(longestRetryMs, firstRetryMs * 2 ** retries) * (0.75 + Math.random() / 2);
    retries += 1;
    retryTimer = setTimeout(open, waitMs);
  };
  const isSilent = () => Date.now() - heardAtMs > silentAfterMs;
  /** Something says that it may go again, or that it may have ended unnoticed. */
  const look = () => {
    if (isOver || document.visibilityState === "hidden") return;
    clearTimeout(hideTimer);
    if (source === null || isSilent()) {
      heardAtMs = Date.now();
      if (state === "paused") setState("connecting");
      if (state !== "lost") lossTimer ??= setTimeout(() => setState("lost"), graceMs);
      retries = 0;
      open();
    }
  };
  const onVisibility = () => {
    if (document.visibilityState === "visible") return look();
    clearTimeout(hideTimer);
    hideTimer = setTimeout(() => {
      clearTimeout(lossTimer);
      lossTimer = undefined;
      close();
      setState("paused");
    }, hiddenForMs);
  };
  /** A machine without a network may still reach a server on itself, so it is asked. */
  const onOffline = async () => {
    try {
      await fetch("/api/healthz", { cache: "no-store", signal: AbortSignal.timeout(probeMs) });
    } catch {
      if (isOver) return;
      setState("lost");
      fail();
    }
  };
  const watch = setInterval(() => {
    if (source !== null && isSilent()) look();
  }, watchEveryMs);

  document.addEventListener("visibilitychange", onVisibility);
  window.addEventListener("online", look);
  window.addEventListener("pageshow", look);
  window.addEventListener("offline", onOffline);
  const stop = () => {
    isOver = true;
    close();
    for (const timer of [lossTimer, hideTimer]) clearTimeout(timer);
    clearInterval(watch);
    document.removeEventListener("visibilitychange", onVisibility);
    window.removeEventListener("online", look);
    window.removeEventListener("pageshow", look);
    window.removeEventListener("offline", onOffline);
  };
  lossTimer = setTimeout(() => setState("lost"), graceMs * 2);
  open();
  return stop;
}
