import { findBox, listBoxes, makeBox, u32 } from "../mp4/boxes.ts";
import { type AvcConfig, buildAvcConfig, parseAvcConfig } from "./avcc.ts";

/** Fixed fields of a visual sample entry before its boxes: 8 of the box, 78 of its own (ISO 14496-12, 12.1.3). */
const fixedBytes = 86;

/** The avcC of an `avc1` sample entry, or null where there is none that can be read. */
export function readAvcConfig(sampleEntry: Buffer): AvcConfig | null {
  try {
    const box = findBox(sampleEntry, { bodyAt: fixedBytes, endAt: sampleEntry.length }, "avcC");
    return box === null ? null : parseAvcConfig(sampleEntry.subarray(box.bodyAt, box.endAt));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The same entry with the parameter sets of `config` and `added`; the bit rate note goes, it is of the whole VOD. */
export function replaceAvcConfig(sampleEntry: Buffer, config: AvcConfig, added: AvcConfig | null): Buffer {
  const kept = listBoxes(sampleEntry, fixedBytes, sampleEntry.length)
    .filter(({ type }) => type !== "avcC" && type !== "btrt")
    .map(({ at, endAt }) => sampleEntry.subarray(at, endAt));
  const avcC = makeBox("avcC", buildAvcConfig(config, added ?? undefined));
  const parts = [sampleEntry.subarray(4, fixedBytes), avcC, ...kept];
  return Buffer.concat([u32(parts.reduce((sum, part) => sum + part.length, 4)), ...parts]);
}
