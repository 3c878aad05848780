/** NAL unit types that matter to a cut (ITU-T H.264, table 7-1). */
export const nalType = {
  slice: 1,
  partitionA: 2,
  idr: 5,
  sei: 6,
  sps: 7,
  pps: 8,
  aud: 9,
  prefix: 14,
  subsetSps: 15,
  extension: 20,
};

export type Nal = {
  type: number;
  refIdc: number /** Place of the length field. */;
  at: number /** With its length field. */;
  totalBytes: number;
};

/** The NAL units of one length-prefixed sample; throws RangeError when a length runs past its end. */
export function walkNals(sample: Buffer, lengthBytes: number): Nal[] {
  const nals: Nal[] = [];
  let at = 0;
  while (at < sample.length) {
    const size = sample.readUIntBE(at, lengthBytes);
    if (at + lengthBytes + size > sample.length) throw new RangeError("A NAL unit runs past the end of its sample.");
    if (size > 0) {
      const header = sample[at + lengthBytes]!;
      nals.push({ type: header & 31, refIdc: (header >> 5) & 3, at, totalBytes: lengthBytes + size });
    }
    at += lengthBytes + size;
  }
  return nals;
}
