import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { checkSegments } from "./check-segments.ts";
import type { MediaIndex } from "./model.ts";

/** A file of an init part and segments of these sizes, and its index. */
function makeFile(sizes: number[]): { bytes: Buffer; index: MediaIndex } {
  const initBytes = 7;
  const bytes = randomBytes(initBytes + sizes.reduce((sum, size) => sum + size, 0));
  const firstByte = sizes.map((_, n) => initBytes + sizes.slice(0, n).reduce((sum, size) => sum + size, 0));
  const segmentChecksums = sizes.map((size, n) => crc32(bytes.subarray(firstByte[n], firstByte[n]! + size)));
  const index = { initBytes, segments: { firstByte, sizeBytes: sizes, startTicks: sizes }, segmentChecksums };
  return { bytes, index: index as unknown as MediaIndex };
}

/** The bytes from `first` to `last` as a store may send them: in chunks of some size. */
function send(bytes: Buffer, first: number, last: number, chunkBytes: number): Readable {
  const chunks: Buffer[] = [];
  for (let at = first; at <= last; at += chunkBytes)
    chunks.push(bytes.subarray(at, Math.min(last + 1, at + chunkBytes)));
  return Readable.from(chunks, { objectMode: false });
}

const ranges = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 }),
    chunkBytes: fc.integer({ min: 1, max: 60 }),
    from: fc.double({ min: 0, max: 0.999, noNaN: true }),
    to: fc.double({ min: 0, max: 0.999, noNaN: true }),
    flip: fc.double({ min: 0, max: 0.999, noNaN: true }),
  })
  .map(({ sizes, chunkBytes, from, to, flip }) => {
    const file = makeFile(sizes);
    const [a, b] = [Math.floor(from * file.bytes.length), Math.floor(to * file.bytes.length)];
    return { ...file, chunkBytes, firstByte: Math.min(a, b), lastByte: Math.max(a, b), flip };
  });

test("right bytes pass unchanged, whatever the range and the chunks", async () => {
  await fc.assert(
    fc.asyncProperty(ranges, async ({ bytes, index, firstByte, lastByte, chunkBytes }) => {
      const onWrong = vi.fn(async () => {});
      const body = send(bytes, firstByte, lastByte, chunkBytes);
      const got = await buffer(checkSegments(body, { index, firstByte, lastByte, onWrong }));
      expect(got.equals(bytes.subarray(firstByte, lastByte + 1))).toBe(true);
      expect(onWrong).not.toHaveBeenCalled();
    }),
  );
});

test("a wrong bit in a segment that is sent whole ends the stream before the segment's end, after word of it", async () => {
  await fc.assert(
    fc.asyncProperty(ranges, async ({ bytes, index, firstByte, lastByte, chunkBytes, flip }) => {
      const whole = index.segments.firstByte.flatMap((first, n) => {
        const last = first + index.segments.sizeBytes[n]! - 1;
        return first >= firstByte && last <= lastByte ? [{ first, last }] : [];
      });
      fc.pre(whole.length > 0);
      const hit = whole[Math.floor(flip * whole.length)]!;
      const wrong = Buffer.from(bytes);
      wrong[hit.first + Math.floor(flip * (hit.last - hit.first + 1))]! ^= 1;
      const onWrong = vi.fn(async () => {});
      const stream = checkSegments(send(wrong, firstByte, lastByte, chunkBytes), {
        index,
        firstByte,
        lastByte,
        onWrong,
      });
      let sentBytes = 0;
      const read = async () => {
        for await (const chunk of stream) sentBytes += (chunk as Buffer).length;
      };
      await expect(read()).rejects.toMatchObject({ code: "store_unavailable" });
      expect(onWrong).toHaveBeenCalledTimes(1);
      expect(firstByte + sentBytes).toBeLessThanOrEqual(hit.last);
    }),
  );
});

test("a reader that leaves lets the source go", async () => {
  const { bytes, index } = makeFile([30, 30]);
  const body = send(bytes, 0, bytes.length - 1, 10);
  const stream = checkSegments(body, { index, firstByte: 0, lastByte: bytes.length - 1, onWrong: async () => {} });
  stream.destroy();
  await vi.waitFor(() => expect(body.destroyed).toBe(true));
});

test("media of earlier versions, without checksums, is passed on as it is", () => {
  const { bytes, index } = makeFile([30]);
  const body = send(bytes, 0, 20, 5);
  const { segmentChecksums: _, ...without } = index;
  expect(checkSegments(body, { index: without, firstByte: 0, lastByte: 20, onWrong: async () => {} })).toBe(body);
});

test("a source that ends in an error before anything is read tells the reader, not the process", async () => {
  const { bytes, index } = makeFile([20, 20]);
  const range = { firstByte: 0, lastByte: bytes.length - 1 };
  const body = send(bytes, range.firstByte, range.lastByte, 8);
  const checked = checkSegments(body, { index, ...range, onWrong: vi.fn() });
  const ended = new Promise((resolve) => checked.once("error", resolve));
  body.destroy(new Error("the client left"));
  expect(await ended).toMatchObject({ message: "the client left" });
});
