import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createRefresher } from "./refresher.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const streams = { like: ["streams"] };

/** A query on the screen whose answers the test gives. */
function show(client: QueryClient, queryKey: string[]) {
  const answers: ((value: number) => void)[] = [];
  const ask = vi.fn(() => new Promise<number>((resolve) => answers.push(resolve)));
  const observer = new QueryObserver(client, { queryKey, queryFn: ask, networkMode: "always" });
  const stop = observer.subscribe(() => {});
  const answer = async (value: number) => {
    answers.shift()!(value);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { ask, answer, stop, data: () => observer.getCurrentResult().data };
}

async function setUp() {
  const client = new QueryClient();
  const shown = show(client, ["streams"]);
  await shown.answer(1);
  return { client, shown, refresher: createRefresher(client) };
}

test("a change is asked for at once; many more within a moment are one more asking", async () => {
  const { shown, refresher } = await setUp();
  for (let n = 0; n < 10; n += 1) refresher.refresh([streams]);
  await vi.advanceTimersByTimeAsync(0);
  expect(shown.ask).toHaveBeenCalledTimes(2);
  await shown.answer(2);
  await vi.advanceTimersByTimeAsync(399);
  expect(shown.ask).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(shown.ask).toHaveBeenCalledTimes(3);
  await shown.answer(3);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(shown.ask).toHaveBeenCalledTimes(3);
  expect(shown.data()).toBe(3);
});

test("an answer that was under way when the change came is not the last one asked for", async () => {
  const { client, shown, refresher } = await setUp();
  void client.invalidateQueries({ queryKey: ["streams"] });
  await vi.advanceTimersByTimeAsync(0);
  refresher.refresh([streams]);
  await vi.advanceTimersByTimeAsync(0);
  expect(shown.ask).toHaveBeenCalledTimes(2);
  await shown.answer(2);
  expect(shown.ask).toHaveBeenCalledTimes(3);
  await shown.answer(3);
  expect(shown.data()).toBe(3);
});

test("nothing is asked for while a change of one's own is on its way", async () => {
  const { client, shown, refresher } = await setUp();
  let end = () => {};
  const mutation = client.getMutationCache().build(client, {
    networkMode: "always",
    mutationFn: () => new Promise<void>((resolve) => (end = resolve)),
  });
  const done = mutation.execute(undefined);
  await vi.advanceTimersByTimeAsync(0);
  refresher.refresh([streams]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(shown.ask).toHaveBeenCalledTimes(1);
  end();
  await done;
  await vi.advanceTimersByTimeAsync(0);
  expect(shown.ask).toHaveBeenCalledTimes(2);
});

test("what isn't on the screen is asked for when it comes back there", async () => {
  const { client, shown, refresher } = await setUp();
  shown.stop();
  refresher.refreshAll();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(shown.ask).toHaveBeenCalledTimes(1);
  expect(client.getQueryState(["streams"])?.isInvalidated).toBe(true);
});
