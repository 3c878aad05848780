import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLog } from "#lib/platform/log.ts";
import type { LiveHub, LiveListener, LiveViewer } from "./hub.ts";
import { type FindViewer, startLiveStream } from "./live-stream.ts";
import type { ChangeSet } from "./model.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const viewer: LiveViewer = { accountId: "a", userId: "u", sessionId: "s", isAdmin: false };

/** A stream over a hub that says what the test says; time is the test's, too. */
function start(options: { missed?: ChangeSet | null; expiresInMs?: number; findViewer?: FindViewer } = {}) {
  const ctx = { log: createLog({ level: "silent", name: "test" }), now: () => new Date() };
  const heard = new Set<LiveListener>();
  let position = 0;
  const hub = {
    subscribe: (_: LiveViewer, listener: LiveListener) => {
      heard.add(listener);
      return () => heard.delete(listener);
    },
    position: () => `x-${position}`,
    missedSince: () => (options.missed === undefined ? {} : options.missed),
  } as unknown as LiveHub;
  const onEnd = vi.fn();
  const expiresAt = new Date(Date.now() + (options.expiresInMs ?? 3_600_000));
  const findViewer = options.findViewer ?? (async () => ({ viewer, expiresAt }));
  const signal = new AbortController().signal;
  const stream = startLiveStream(ctx, hub, { viewer, expiresAt, findViewer, lastId: null, signal, onEnd });
  const change = (subjectId: string) => {
    position += 1;
    for (const listener of heard) listener.onChange("jobs", subjectId);
  };
  return { stream, onEnd, change, heard };
}

const readAll = (stream: ReadableStream<Uint8Array>) => new Response(stream as BodyInit).text();

test("a reader that takes nothing for 20 seconds is let go, with a few messages in memory", async () => {
  const { onEnd, change, heard, stream } = start();
  for (let n = 0; n < 40; n += 1) {
    change(`job-${n}`);
    vi.advanceTimersByTime(300);
  }
  expect(onEnd).not.toHaveBeenCalled();
  vi.advanceTimersByTime(30_000);
  expect(onEnd).toHaveBeenCalledTimes(1);
  expect(heard.size).toBe(0);
  const text = await readAll(stream);
  expect(text.match(/event: /g)!.length).toBeLessThanOrEqual(8);
});

test("every fifteen seconds a beat says that it lives; its id stands for what was told before it", async () => {
  const { stream, change } = start();
  const reader = stream.getReader();
  let text = "";
  const read = async () => {
    text += new TextDecoder().decode((await reader.read()).value);
  };
  await read();
  await read();
  expect(text).toBe("retry: 2000\n\nid: x-0\nevent: beat\ndata: 1\n\n");
  text = "";
  change("job-1");
  vi.advanceTimersByTime(15_000);
  await read();
  await read();
  expect(text).toBe('id: x-1\nevent: changes\ndata: {"jobs":["job-1"]}\n\nid: x-1\nevent: beat\ndata: 1\n\n');
});

test("when the session runs out the stream says so and ends; a session that was prolonged goes on", async () => {
  let isOver = false;
  const findViewer: FindViewer = async () => (isOver ? null : { viewer, expiresAt: new Date(Date.now() + 60_000) });
  const { stream, onEnd } = start({ expiresInMs: 60_000, findViewer });
  await vi.advanceTimersByTimeAsync(61_000);
  expect(onEnd).not.toHaveBeenCalled();
  isOver = true;
  await vi.advanceTimersByTimeAsync(61_000);
  expect(onEnd).toHaveBeenCalledTimes(1);
  expect(await readAll(stream)).toMatch(/event: end\ndata: 1\n\n$/);
});

test("who becomes an operator, or stops being one, begins another stream", async () => {
  const findViewer: FindViewer = async () => ({
    viewer: { ...viewer, isAdmin: true },
    expiresAt: new Date(Date.now() + 1e6),
  });
  const { heard, onEnd, stream } = start({ findViewer });
  for (const listener of heard) listener.onAccess();
  await vi.advanceTimersByTimeAsync(1);
  expect(onEnd).toHaveBeenCalledTimes(1);
  expect(await readAll(stream)).not.toContain("event: end");
});
