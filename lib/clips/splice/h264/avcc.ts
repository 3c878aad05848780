import { parsePpsIds, parseSps, type Sps } from "./parse-sps.ts";

/** An AVCDecoderConfigurationRecord (ISO 14496-15, 5.3.3.1): the parameter sets kept outside the samples. */
export type AvcConfig = {
  profileIdc: number;
  constraintByte: number;
  levelIdc: number;
  /** Bytes of the length before every NAL unit. */
  lengthBytes: number;
  spsNals: Buffer[];
  ppsNals: Buffer[];
  /** What follows the parameter sets (high profiles): kept as it is. */
  extension: Buffer;
};

/** Parses the body of an `avcC` box. Throws RangeError when it ends early. */
export function parseAvcConfig(body: Buffer): AvcConfig {
  let at = 6;
  const takeSets = (count: number): Buffer[] =>
    Array.from({ length: count }, () => {
      const size = body.readUInt16BE(at);
      const nal = body.subarray(at + 2, at + 2 + size);
      if (nal.length < size) throw new RangeError("The avcC box ends early.");
      at += 2 + size;
      return nal;
    });
  const spsNals = takeSets(body.readUInt8(5) & 31);
  const ppsCount = body.readUInt8(at);
  at += 1;
  const ppsNals = takeSets(ppsCount);
  return {
    profileIdc: body.readUInt8(1),
    constraintByte: body.readUInt8(2),
    levelIdc: body.readUInt8(3),
    lengthBytes: (body.readUInt8(4) & 3) + 1,
    spsNals,
    ppsNals,
    extension: body.subarray(at),
  };
}

/** The body of an `avcC` box holding the parameter sets of `config` and of `added`, in this order. */
export function buildAvcConfig(config: AvcConfig, added?: Pick<AvcConfig, "spsNals" | "ppsNals">): Buffer {
  const spsNals = [...config.spsNals, ...(added?.spsNals ?? [])];
  const ppsNals = [...config.ppsNals, ...(added?.ppsNals ?? [])];
  const withSize = (nal: Buffer): Buffer[] => [Buffer.from([nal.length >> 8, nal.length & 255]), nal];
  return Buffer.concat([
    Buffer.from([1, config.profileIdc, config.constraintByte, config.levelIdc]),
    Buffer.from([0xfc | (config.lengthBytes - 1), 0xe0 | spsNals.length]),
    ...spsNals.flatMap(withSize),
    Buffer.from([ppsNals.length]),
    ...ppsNals.flatMap(withSize),
    config.extension,
  ]);
}

/** A set id that neither a sequence nor a picture parameter set of `config` uses (x264 gives both the same), or null. */
export function findFreeSetId(config: AvcConfig): number | null {
  const used = new Set([
    ...config.spsNals.map((nal) => parseSps(nal).id),
    ...config.ppsNals.map((nal) => parsePpsIds(nal).id),
  ]);
  for (let id = 1; id < 32; id += 1) if (!used.has(id)) return id;
  return null;
}

/** Whether two sets of parameters describe pictures of one shape, so that a decoder goes from one to the other at an IDR. */
export function haveSameShape(a: Sps, b: Sps): boolean {
  const shape = (sps: Sps) =>
    [
      ...[sps.profileIdc, sps.levelIdc, sps.chromaFormatIdc, sps.bitDepthLuma, sps.bitDepthChroma],
      ...[sps.widthInMbs, sps.heightInMapUnits, sps.frameMbsOnly, sps.isFullRange, ...sps.crop],
    ].join();
  return shape(a) === shape(b);
}
