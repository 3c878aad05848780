import type { CDPSession, Page } from "@playwright/test";

type TraceEvent = {
  name: string;
  ph: string;
  ts: number;
  dur?: number;
  tdur?: number;
  tid: number;
  pid: number;
  args: { name?: string };
};

/** Work that runs a page's scripts; those within one another are counted once. */
const scripting = new Set([
  ...["FunctionCall", "EvaluateScript", "v8.run", "FireAnimationFrame", "TimerFire", "EventDispatch", "RunMicrotasks"],
  ...["MajorGC", "MinorGC", "V8.GC_SCAVENGER", "FireIdleCallback", "HandlePostMessage"],
]);

/** Frames a page made and the scripting they took on its main thread while `work` runs, from Chromium's own trace. */
export async function readScripting(
  page: Page,
  session: CDPSession,
  work: () => Promise<void>,
): Promise<{ framesPerSecond: number; scriptingMs: number }> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: unknown[] }) => events.push(...(value as TraceEvent[]));
  session.on("Tracing.dataCollected", collect);
  const categories = "devtools.timeline,v8,v8.execute,disabled-by-default-v8.gc,__metadata";
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: categories.split(",") },
  });
  const counting = page.evaluate(
    () =>
      new Promise<{ frames: number; ms: number }>((resolve) => {
        const began = performance.now();
        let frames = 0;
        const count = () => {
          frames += 1;
          if (window.benchStop) resolve({ frames, ms: performance.now() - began });
          else requestAnimationFrame(count);
        };
        window.benchStop = false;
        requestAnimationFrame(count);
      }),
  );
  await work();
  await page.evaluate(() => (window.benchStop = true));
  const { frames, ms } = await counting;
  const done = new Promise<void>((resolve) => session.once("Tracing.tracingComplete", () => resolve()));
  await session.send("Tracing.end");
  await done;
  session.off("Tracing.dataCollected", collect);
  return { framesPerSecond: (frames / ms) * 1000, scriptingMs: sumScripting(events) / frames };
}

declare global {
  interface Window {
    benchStop?: boolean;
  }
}

/** Milliseconds of scripting on the renderer's main thread that did most of it. */
function sumScripting(events: TraceEvent[]): number {
  const byThread = new Map<string, TraceEvent[]>();
  for (const event of events) {
    if (event.ph !== "X" || !scripting.has(event.name)) continue;
    const key = `${event.pid} ${event.tid}`;
    const of = byThread.get(key) ?? [];
    of.push(event);
    byThread.set(key, of);
  }
  return Math.max(0, ...[...byThread.values()].map(outermostMs));
}

function outermostMs(events: TraceEvent[]): number {
  let sum = 0;
  let endsAt = Number.NEGATIVE_INFINITY;
  for (const { ts, dur = 0, tdur = dur } of events.toSorted((a, b) => a.ts - b.ts)) {
    if (ts + dur <= endsAt) continue;
    // Its own processor time: what else the machine does meanwhile is not this page's scripting.
    sum += Math.min(tdur, ts + dur - Math.max(ts, endsAt));
    endsAt = ts + dur;
  }
  return sum / 1000;
}
