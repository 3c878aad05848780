import { expect, test } from "vitest";
import { createBufferPool } from "./buffer-pool.ts";

test("no more buffers are out than the pool has, and each is used again", async () => {
  const pool = createBufferPool(2);
  const memories = new Set<ArrayBufferLike>();
  let out = 0;
  let mostOut = 0;
  const use = (sizeBytes: number) =>
    pool.withBuffer(sizeBytes, async (buffer) => {
      expect(buffer.length).toBe(sizeBytes);
      memories.add(buffer.buffer);
      out += 1;
      mostOut = Math.max(mostOut, out);
      await Promise.resolve();
      out -= 1;
    });
  await Promise.all([100, 90, 80, 70, 60].map(use));
  expect(mostOut).toBe(2);
  expect(memories.size).toBe(2);
});

test("one that is asked to be larger is replaced, and one whose use fails comes back", async () => {
  const pool = createBufferPool(1);
  const failed = pool.withBuffer(10, () => Promise.reject(new Error("no")));
  await expect(failed).rejects.toThrow("no");
  expect(await pool.withBuffer(1000, async (buffer) => buffer.length)).toBe(1000);
  expect(await pool.withBuffer(10, async (buffer) => buffer.buffer.byteLength)).toBe(1000);
});
