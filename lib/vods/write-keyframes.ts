import { open } from "node:fs/promises";
import { AppError } from "#lib/errors.ts";
import { startsAfresh } from "./starts-afresh.ts";

/** One keyframe's bytes in the processed file. */
export type KeyframeBytes = { firstByte: number; sizeBytes: number };

/**
 * Writes a fragmented MP4 of nothing but the given keyframes of a local processed file, frame n shown from second n on.
 * So a decoder has exactly these to do, whatever the length of the video between them. False when one of them doesn't
 * start a decoder afresh: then one decoder can't do them all.
 */
export async function writeKeyframes(input: {
  videoPath: string;
  initBytes: number;
  track: { id: number; timescale: number };
  keyframes: KeyframeBytes[];
  toPath: string;
}): Promise<boolean> {
  const from = await open(input.videoPath, "r");
  const to = await open(input.toPath, "w");
  const read = async (firstByte: number, sizeBytes: number): Promise<Buffer> => {
    const buffer = Buffer.alloc(sizeBytes);
    const { bytesRead } = await from.read(buffer, 0, sizeBytes, firstByte);
    if (bytesRead !== sizeBytes) throw new AppError("output_invalid", "The processed file ends too early. Try again.");
    return buffer;
  };
  try {
    const init = await read(0, input.initBytes);
    await to.write(init);
    let areClean = true;
    for (const [n, keyframe] of input.keyframes.entries()) {
      const bytes = await read(keyframe.firstByte, keyframe.sizeBytes);
      areClean &&= n === 0 || startsAfresh(bytes, init);
      await to.write(fragmentHead(input.track, n, bytes.length));
      await to.write(bytes);
    }
    return areClean;
  } finally {
    await from.close();
    await to.close();
  }
}

const box = (type: string, ...parts: Buffer[]): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0));
  head.write(type, 4, "latin1");
  return Buffer.concat([head, ...parts]);
};

const words = (...values: number[]): Buffer => {
  const buffer = Buffer.alloc(values.length * 4);
  for (const [n, value] of values.entries()) buffer.writeUInt32BE(value, n * 4);
  return buffer;
};

/** `moof` of one sample (ISO 14496-12) and the head of its `mdat`. */
function fragmentHead(track: { id: number; timescale: number }, n: number, sizeBytes: number): Buffer {
  const decodeTime = Buffer.alloc(8);
  decodeTime.writeBigUInt64BE(BigInt(n) * BigInt(track.timescale));
  const moof = (dataOffset: number) =>
    box(
      "moof",
      box("mfhd", words(0, n + 1)),
      box(
        "traf",
        // Data offsets count from the moof.
        box("tfhd", words(0x020000, track.id)),
        box("tfdt", words(0x01000000), decodeTime),
        // One sample with offset, duration, size and flags: it depends on no other.
        box("trun", words(0x000701, 1, dataOffset, track.timescale, sizeBytes, 0x02000000)),
      ),
    );
  const bytes = moof(0).length;
  const mdat = Buffer.alloc(8);
  mdat.writeUInt32BE(8 + sizeBytes);
  mdat.write("mdat", 4, "latin1");
  return Buffer.concat([moof(bytes + 8), mdat]);
}
