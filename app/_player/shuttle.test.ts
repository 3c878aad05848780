import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { PlayerControl } from "./player-control.ts";
import { createShuttle } from "./shuttle.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What a player does with its commands, without one. */
function open(atSeconds: number) {
  const state = { at: atSeconds, rate: 1, isPlaying: false, isSeeking: false };
  const control = {
    getTime: () => state.at,
    isPlaying: () => state.isPlaying,
    isSeeking: () => state.isSeeking,
    seek: (seconds: number) => void Object.assign(state, { at: seconds }),
    setRate: (rate: number) => void Object.assign(state, { rate }),
    play: () => void Object.assign(state, { isPlaying: true }),
    pause: () => void Object.assign(state, { isPlaying: false }),
  } as PlayerControl;
  return { state, shuttle: createShuttle(control) };
}

test("L plays, and each further press doubles its speed up to eight times; the middle key ends it", () => {
  const { state, shuttle } = open(10);
  const rates = Array.from({ length: 5 }, () => {
    shuttle.forward();
    return state.rate;
  });
  expect(rates).toEqual([1, 2, 4, 8, 8]);
  shuttle.toggle();
  expect(state).toMatchObject({ isPlaying: false, rate: 1 });
  shuttle.forward();
  expect(state).toMatchObject({ isPlaying: true, rate: 1 });
});

test("J goes back, faster with each press, to the beginning at most", () => {
  const { state, shuttle } = open(10);
  shuttle.back();
  vi.advanceTimersByTime(1_600);
  expect(state.at).toBeCloseTo(8.4, 6);
  shuttle.back();
  vi.advanceTimersByTime(1_600);
  expect(state.at).toBeCloseTo(5.2, 6);
  vi.advanceTimersByTime(10_000);
  expect(state.at).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test("going back waits for each picture, and ends when something else moves or starts the player", () => {
  const { state, shuttle } = open(10);
  shuttle.back();
  state.isSeeking = true;
  vi.advanceTimersByTime(800);
  expect(state.at).toBe(10);
  state.isSeeking = false;
  vi.advanceTimersByTime(80);
  expect(state.at).toBeCloseTo(9.12, 6);
  state.at = 40;
  vi.advanceTimersByTime(800);
  expect(state.at).toBe(40);
  shuttle.back();
  shuttle.forward();
  vi.advanceTimersByTime(800);
  expect(state).toMatchObject({ at: 40, isPlaying: true, rate: 1 });
});
