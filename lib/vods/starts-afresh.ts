/** Codecs of NAL units: where their configuration box says how long the lengths are, and how to see a clean keyframe. */
const codecs = [
  // ISO 14496-15, 5.3.3.1; ITU-T H.264 table 7-1: 1 to 5 are slices, 5 of a clean start.
  {
    box: "avcC",
    lengthAt: 4,
    typeOf: (header: number) => header & 31,
    isSlice: isBetween(1, 5),
    isClean: isBetween(5, 5),
  },
  // ISO 14496-15, 8.3.3.1; ITU-T H.265 table 7-1: below 32 are slices, 19 and 20 of a clean start.
  {
    box: "hvcC",
    lengthAt: 21,
    typeOf: (header: number) => (header >> 1) & 63,
    isSlice: isBetween(0, 31),
    isClean: isBetween(19, 20),
  },
];

function isBetween(least: number, most: number): (value: number) => boolean {
  return (value) => value >= least && value <= most;
}

/**
 * Whether a decoder forgets all it knew at this keyframe (an IDR). Others begin an open group: a decoder may start there,
 * but one that is running goes on counting. Keyframes of codecs without NAL units are always clean. Pure.
 */
export function startsAfresh(keyframe: Buffer, init: Buffer): boolean {
  const codec = codecs.find(({ box }) => init.includes(box, 0, "latin1"));
  if (!codec) return true;
  const configAt = init.indexOf(codec.box, 0, "latin1") + 4;
  const lengthBytes = ((init[configAt + codec.lengthAt] ?? 3) & 3) + 1;
  for (let at = 0; at + lengthBytes < keyframe.length; ) {
    const type = codec.typeOf(keyframe[at + lengthBytes]!);
    if (codec.isSlice(type)) return codec.isClean(type);
    at += lengthBytes + keyframe.readUIntBE(at, lengthBytes);
  }
  return false;
}
