import { type Browser, chromium } from "@playwright/test";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestContext } from "#lib/vods/testing.ts";
import { findChromium } from "../../e2e/setup/find-chromium.ts";
import { openPlayPage, type PlayPage } from "./testing/play-page.ts";

/** 40 s at 30 fps with a keyframe every 2 s: frame n is shown at n/30 s. */
const made = { seconds: 40, inputs: [], output: ["-bf", "0", "-sc_threshold", "0"] };
/** 57 frames after its keyframe (600). */
const farSeconds = 21.91;

type Stop = { seconds: number; time: number; rate: number };

let test_: Awaited<ReturnType<typeof createTestContext>>;
let browser: Browser;
let opened: PlayPage;
let refusals = 0;
beforeAll(async () => {
  test_ = await createTestContext();
  const { executablePath, env } = await findChromium();
  browser = await chromium.launch({
    executablePath,
    env: { ...process.env, ...env },
    args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
  });
});
afterAll(async () => {
  await browser?.close();
  await test_.close();
});
let count = 0;
beforeEach(async () => {
  count += 1;
  // Its own bytes each time, or it would be a duplicate.
  const output = [...made.output, "-metadata", `title=${count}`];
  const refuse = (path: string) => path === "/media" && refusals-- > 0;
  opened = await openPlayPage({ ...test_, browser }, `start-${count}.mp4`, {
    ...made,
    output,
    startSeconds: farSeconds,
    refuse,
  });
});
afterEach(() => opened.close());

const evaluate = <T>(code: string) => opened.page.evaluate(code) as Promise<T>;
const lastFrame = () => evaluate<number | undefined>("window.shown.at(-1)");
const stops = () => evaluate<Stop[]>("window.stops");
const loadedUntil = () => evaluate<number>("window.loadedUntil()");
const segmentAt = (seconds: number) => opened.index.segments.firstByte[Math.floor(seconds / 2)]!;
const mediaReads = () => opened.asked.filter((one) => one.path === "/media").map((one) => one.firstByte);
const open = async () => {
  await opened.page.goto(opened.origin);
  await expect.poll(lastFrame, { timeout: 20_000 }).toBe(657);
};
/** What is shown and where it stops from now on. */
const forget = () => evaluate("window.shown.length = window.stops.length = 0");

test("asks for playlist, init and the segment to show once, and reads on little before it is played", async () => {
  await open();
  await expect.poll(loadedUntil, { timeout: 20_000 }).toBe(26);
  expect(opened.asked.filter((one) => one.path === "/list.m3u8")).toHaveLength(1);
  expect(mediaReads().toSorted((a, b) => a! - b!)).toEqual([0, segmentAt(20), segmentAt(22), segmentAt(24)]);
  await evaluate("control.play()");
  await expect.poll(loadedUntil, { timeout: 20_000 }).toBe(40);
  expect(await evaluate("window.trouble")).toEqual([]);
});

test("a read that failed early is asked for again", async () => {
  refusals = 2;
  await open();
  const refused = opened.asked.filter((one) => one.status === 503).map((one) => one.firstByte);
  expect(refused.toSorted((a, b) => a! - b!)).toEqual([0, segmentAt(20)]);
  expect(mediaReads().filter((byte) => byte === segmentAt(20))).toHaveLength(2);
  expect(await evaluate("window.trouble")).toEqual([]);
});

test("stops at a far frame's keyframe on the way, and tells the time it goes to", async () => {
  const expectStops = async (keySeconds: number, seconds: number, isByHand = false) => {
    const [first, second, ...more] = await stops();
    expect([first, second, more]).toMatchObject([{ rate: 0 }, { rate: 0 }, []]);
    expect(first!.seconds).toBeCloseTo(keySeconds, 2);
    expect(first!.time).toBeCloseTo(seconds, 2);
    expect(second!.seconds).toBeCloseTo(seconds, isByHand ? 4 : 2);
    expect(await evaluate("document.querySelector('video').playbackRate")).toBe(1);
    await forget();
  };
  await open();
  await expectStops(20, farSeconds);
  expect(await evaluate("window.showAt(35.95)")).toMatchObject({ frame: 1078 });
  await expectStops(34, 35.95);
  // By hand, as a browser's own controls do.
  await evaluate("void (document.querySelector('video').currentTime = 5.91)");
  await expect.poll(lastFrame, { timeout: 20_000 }).toBe(177);
  await expectStops(4, 5.91, true);
});

test("goes straight to a frame that is near its keyframe, or loaded already", async () => {
  await open();
  await expect.poll(loadedUntil, { timeout: 20_000 }).toBe(26);
  await forget();
  expect(await evaluate("window.showAt(23.96)")).toMatchObject({ frame: 718 });
  expect(await evaluate("window.showAt(34.5)")).toMatchObject({ frame: 1035 });
  expect((await stops()).map((one) => one.seconds.toFixed(2))).toEqual(["23.96", "34.50"]);
});

test("a range that begins far from a keyframe plays from its own first frame to its last", async () => {
  await open();
  await forget();
  await evaluate(`control.playRange({ id: "a", startSeconds: 9.9, endSeconds: 10.9 })`);
  expect(await evaluate("control.getRange()")).toMatchObject({ id: "a" });
  await expect.poll(() => evaluate("control.getRange()"), { timeout: 20_000 }).toBeNull();
  await expect.poll(lastFrame, { timeout: 20_000 }).toBe(326);
  const frames = await evaluate<number[]>("window.shown");
  // The keyframe may be too short on screen to be noted, but nothing is played between it and the range.
  expect(frames.filter((frame) => frame !== 240 && (frame < 297 || frame > 326))).toEqual([]);
  expect((await stops())[0]!.seconds).toBeCloseTo(8, 2);
});

test("of a range played alone over and over, nothing after its end is read", async () => {
  await open();
  await evaluate(`control.playRange({ id: "a", startSeconds: 30.2, endSeconds: 31.8, isLooped: true })`);
  const rounds = () => stops().then((all) => all.filter((one) => Math.abs(one.seconds - 30.2) < 0.01).length);
  await expect.poll(rounds, { timeout: 20_000 }).toBeGreaterThanOrEqual(3);
  expect(mediaReads()).toContain(segmentAt(30));
  // One more than the end is in: near a segment's end decoders want a little of the next.
  expect(mediaReads().filter((byte) => byte !== null && byte > segmentAt(32))).toEqual([]);
});

test("what was prepared isn't read again", async () => {
  await open();
  await evaluate("control.prepare(30.5)");
  await expect.poll(mediaReads, { timeout: 20_000 }).toContain(segmentAt(30));
  expect(await evaluate("window.showAt(30.5)")).toMatchObject({ frame: 915 });
  expect(mediaReads().filter((byte) => byte === segmentAt(30))).toHaveLength(1);
});
