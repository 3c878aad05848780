import { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import { AppError } from "#lib/errors.ts";
import type { MediaIndex } from "./model.ts";

type Sum = { firstByte: number; lastByte: number; crc: number };

/** The segments that lie within a range of the file whole, in order, with their checksums; none for media without them. */
function sumsWithin(index: MediaIndex, range: { firstByte: number; lastByte: number }): Sum[] {
  const known = index.segmentChecksums;
  if (known === undefined) return [];
  const { firstByte, sizeBytes } = index.segments;
  return known
    .map((crc, n) => ({ firstByte: firstByte[n]!, lastByte: firstByte[n]! + sizeBytes[n]! - 1, crc }))
    .filter((one) => one.firstByte >= range.firstByte && one.lastByte <= range.lastByte);
}

/**
 * Bytes of a processed file on their way to a player, compared with the checksums of the segments among them. They pass as
 * they come; only the last piece of a segment waits until its sum is known. With a wrong one the stream ends there with
 * `store_unavailable`: a player that got less than was announced shows none of it and asks again. `onWrong` is called before.
 */
export function checkSegments(
  body: Readable,
  input: { index: MediaIndex; firstByte: number; lastByte: number; onWrong: () => Promise<void> },
): Readable {
  const sums = sumsWithin(input.index, input);
  if (sums.length === 0) return body;
  const checked = async function* () {
    let at = input.firstByte;
    let crc = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      for (let rest = chunk; rest.length > 0; ) {
        const next = sums[0];
        const isInside = next !== undefined && at >= next.firstByte;
        const until = next === undefined ? Number.POSITIVE_INFINITY : isInside ? next.lastByte + 1 : next.firstByte;
        const piece = rest.subarray(0, until - at);
        rest = rest.subarray(piece.length);
        at += piece.length;
        if (isInside) {
          crc = crc32(piece, crc);
          if (at > next.lastByte) {
            if (crc !== next.crc) {
              await input.onWrong();
              throw wrong();
            }
            sums.shift();
            crc = 0;
          }
        }
        yield piece;
      }
    }
  };
  const stream = Readable.from(checked(), { objectMode: false });
  // A generator that was never begun has nothing to clean up by.
  stream.once("close", () => body.destroy());
  // And until it is begun nobody else hears that the client has left: that would end the process.
  body.once("error", (error) => stream.destroy(error));
  return stream;
}

const wrong = () =>
  new AppError(
    "store_unavailable",
    "The object store sent other bytes than were stored (their checksum is wrong). It is asked again.",
  );
