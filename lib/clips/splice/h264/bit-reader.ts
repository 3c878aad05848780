/** Reads bits and Exp-Golomb codes of a NAL unit's payload; throws RangeError past the end. */
export type BitReader = {
  bits: (count: number) => number;
  flag: () => boolean;
  ue: () => number;
  se: () => number;
};

/** Drops the emulation-prevention bytes (00 00 03 → 00 00) of a NAL unit. */
export function unescapeNal(nal: Buffer): Buffer {
  const out = Buffer.alloc(nal.length);
  let length = 0;
  let zeros = 0;
  for (const byte of nal) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    out[length++] = byte;
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return out.subarray(0, length);
}

/** A reader over `bytes` (already unescaped), from its first bit. */
export function readBits(bytes: Buffer): BitReader {
  let position = 0;
  const bit = (): number => {
    const byte = bytes[position >> 3];
    if (byte === undefined) throw new RangeError("The parameter set ends early.");
    const value = (byte >> (7 - (position & 7))) & 1;
    position += 1;
    return value;
  };
  const bits = (count: number): number => {
    let value = 0;
    for (let index = 0; index < count; index += 1) value = value * 2 + bit();
    return value;
  };
  const ue = (): number => {
    let zeros = 0;
    while (bit() === 0) {
      zeros += 1;
      if (zeros > 32) throw new RangeError("The parameter set has a code that is too long.");
    }
    return 2 ** zeros - 1 + bits(zeros);
  };
  return {
    bits,
    flag: () => bit() === 1,
    ue,
    se: () => {
      const code = ue();
      return code % 2 === 0 ? -code / 2 : (code + 1) / 2;
    },
  };
}
