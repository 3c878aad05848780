/** A box of an ISO base media file within a buffer. */
export type Box = { type: string; at: number; bodyAt: number; endAt: number };

/** The boxes between two places of `bytes`, in order. Throws RangeError on a size that can't be. */
export function listBoxes(bytes: Buffer, from = 0, to = bytes.length): Box[] {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= to; ) {
    const { sizeBytes, headerBytes, type } = readBoxHeader(bytes, at);
    const endAt = sizeBytes === 0 ? to : at + sizeBytes;
    if (endAt > to || sizeBytes < (sizeBytes === 0 ? 0 : headerBytes))
      throw new RangeError(`Box ${type} has a wrong size.`);
    boxes.push({ type, at, bodyAt: at + headerBytes, endAt });
    at = endAt;
  }
  return boxes;
}

/** The head of a box; a size of 0 means "to the end". Needs 16 bytes where the size is a long one. */
export function readBoxHeader(bytes: Buffer, at: number): { type: string; sizeBytes: number; headerBytes: number } {
  const type = bytes.toString("latin1", at + 4, at + 8);
  const size = bytes.readUInt32BE(at);
  if (size !== 1) return { type, sizeBytes: size, headerBytes: 8 };
  return { type, sizeBytes: Number(bytes.readBigUInt64BE(at + 8)), headerBytes: 16 };
}

/** The first box at `path` (types from outside in) below `parent`, or null. */
export function findBox(bytes: Buffer, parent: Pick<Box, "bodyAt" | "endAt">, ...path: string[]): Box | null {
  let found: Box | null = null;
  for (const type of path) {
    const within: Pick<Box, "bodyAt" | "endAt"> = found ?? parent;
    found = listBoxes(bytes, within.bodyAt, within.endAt).find((box) => box.type === type) ?? null;
    if (found === null) return null;
  }
  return found;
}

/** Like `findBox`, for a box that must be there. */
export function getBox(bytes: Buffer, parent: Pick<Box, "bodyAt" | "endAt">, ...path: string[]): Box {
  const box = findBox(bytes, parent, ...path);
  if (box === null) throw new RangeError(`The file has no ${path.join("/")} box.`);
  return box;
}

/** A big-endian number as bytes. */
export const u16 = (value: number): Buffer => Buffer.from([(value >> 8) & 255, value & 255]);
export function u32(...values: number[]): Buffer {
  const bytes = Buffer.allocUnsafe(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}
export function u64(...values: number[]): Buffer {
  const bytes = Buffer.allocUnsafe(values.length * 8);
  for (const [index, value] of values.entries()) bytes.writeBigUInt64BE(BigInt(value), index * 8);
  return bytes;
}

export function makeBox(type: string, ...parts: Buffer[]): Buffer {
  const size = parts.reduce((sum, part) => sum + part.length, 8);
  return Buffer.concat([u32(size), Buffer.from(type, "latin1"), ...parts], size);
}

export const makeFullBox = (type: string, version: number, flags: number, ...parts: Buffer[]): Buffer =>
  makeBox(type, u32(version * 0x1000000 + flags), ...parts);
