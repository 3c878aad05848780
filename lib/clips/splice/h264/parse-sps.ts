import { type BitReader, readBits, unescapeNal } from "./bit-reader.ts";

/** What a sequence parameter set says of the pictures (ITU-T H.264, 7.3.2.1.1 and annex E). */
export type Sps = {
  id: number;
  profileIdc: number;
  /** The six constraint flags, as the byte after `profile_idc`. */
  constraintByte: number;
  levelIdc: number;
  chromaFormatIdc: number;
  bitDepthLuma: number;
  bitDepthChroma: number;
  pocType: number;
  maxRefFrames: number;
  widthInMbs: number;
  heightInMapUnits: number;
  frameMbsOnly: boolean;
  /** In chroma units, left, right, top, bottom. */
  crop: [number, number, number, number];
  isFullRange: boolean;
  videoFormat: number;
  /** ISO 23091 code points; 2 = not said. */
  colourPrimaries: number;
  transferCharacteristics: number;
  matrixCoefficients: number;
  chromaLocation: number | null;
  /** Null when the set doesn't say how far frames are reordered. */
  maxReorderFrames: number | null;
};

const profilesWithChroma = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

/** Parses a whole SPS NAL unit (header byte included). Throws RangeError when it ends early. */
export function parseSps(nal: Buffer): Sps {
  const bytes = unescapeNal(nal.subarray(1));
  const reader = readBits(bytes);
  const { ue, se, flag, bits } = reader;
  const profileIdc = bits(8);
  const constraintByte = bits(8);
  const levelIdc = bits(8);
  const id = ue();
  let chromaFormatIdc = 1;
  let bitDepthLuma = 8;
  let bitDepthChroma = 8;
  if (profilesWithChroma.has(profileIdc)) {
    chromaFormatIdc = ue();
    if (chromaFormatIdc === 3) flag();
    bitDepthLuma = 8 + ue();
    bitDepthChroma = 8 + ue();
    flag();
    if (flag()) skipScalingLists(reader, chromaFormatIdc === 3 ? 12 : 8);
  }
  ue();
  const pocType = ue();
  if (pocType === 0) ue();
  if (pocType === 1) {
    flag();
    se();
    se();
    for (let left = ue(); left > 0; left -= 1) se();
  }
  const maxRefFrames = ue();
  flag();
  const widthInMbs = ue() + 1;
  const heightInMapUnits = ue() + 1;
  const frameMbsOnly = flag();
  if (!frameMbsOnly) flag();
  flag();
  const crop: Sps["crop"] = flag() ? [ue(), ue(), ue(), ue()] : [0, 0, 0, 0];
  return {
    ...{ id, profileIdc, constraintByte, levelIdc, chromaFormatIdc, bitDepthLuma, bitDepthChroma, pocType },
    ...{ maxRefFrames, widthInMbs, heightInMapUnits, frameMbsOnly, crop },
    ...parseVui(reader, flag()),
  };
}

/** Parses a PPS NAL unit as far as the ids. */
export function parsePpsIds(nal: Buffer): { id: number; spsId: number } {
  const { ue } = readBits(unescapeNal(nal.subarray(1)));
  return { id: ue(), spsId: ue() };
}

function skipScalingLists({ flag, se }: BitReader, count: number): void {
  for (let list = 0; list < count; list += 1) {
    if (!flag()) continue;
    let last = 8;
    let next = 8;
    for (let index = 0; index < (list < 6 ? 16 : 64); index += 1) {
      if (next !== 0) next = (last + se() + 256) % 256;
      last = next === 0 ? last : next;
    }
  }
}

function skipHrd({ ue, bits, flag }: BitReader): void {
  const count = ue() + 1;
  bits(8);
  for (let index = 0; index < count; index += 1) {
    ue();
    ue();
    flag();
  }
  bits(20);
}

function parseVui(reader: BitReader, isPresent: boolean) {
  const { ue, bits, flag } = reader;
  const vui = {
    isFullRange: false,
    videoFormat: 5,
    colourPrimaries: 2,
    transferCharacteristics: 2,
    matrixCoefficients: 2,
    chromaLocation: null as number | null,
    maxReorderFrames: null as number | null,
  };
  if (!isPresent) return vui;
  if (flag() && bits(8) === 255) bits(32);
  if (flag()) flag();
  if (flag()) {
    vui.videoFormat = bits(3);
    vui.isFullRange = flag();
    if (flag()) {
      vui.colourPrimaries = bits(8);
      vui.transferCharacteristics = bits(8);
      vui.matrixCoefficients = bits(8);
    }
  }
  if (flag()) {
    vui.chromaLocation = ue();
    ue();
  }
  if (flag()) bits(65);
  const hasNalHrd = flag();
  if (hasNalHrd) skipHrd(reader);
  const hasVclHrd = flag();
  if (hasVclHrd) skipHrd(reader);
  if (hasNalHrd || hasVclHrd) flag();
  flag();
  if (flag()) {
    flag();
    for (let skipped = 0; skipped < 4; skipped += 1) ue();
    vui.maxReorderFrames = ue();
  }
  return vui;
}
