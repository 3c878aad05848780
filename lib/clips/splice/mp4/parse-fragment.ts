import type { MediaSample } from "../model.ts";
import { findBox, getBox, listBoxes } from "./boxes.ts";
import type { TrackInit } from "./parse-init.ts";

const nonSync = 0x10000;

/**
 * Appends the samples of one `moof` box (whole, found at byte `moofAt` of the file) to their tracks' lists.
 * Decode time continues from the last sample where the fragment states none. Throws RangeError when malformed.
 */
export function parseFragment(
  moof: Buffer,
  moofAt: number,
  tracks: Map<number, { init: TrackInit; samples: MediaSample[] }>,
): void {
  const root = listBoxes(moof)[0]!;
  let nextDataAt = moofAt;
  for (const traf of listBoxes(moof, root.bodyAt, root.endAt).filter((box) => box.type === "traf")) {
    const head = parseHead(moof, getBox(moof, traf, "tfhd").bodyAt);
    const track = tracks.get(head.trackId);
    const defaults = { ...track?.init.defaults, ...head.defaults };
    const baseAt = head.baseAt ?? (head.isFromMoof ? moofAt : nextDataAt);
    const last = track?.samples.at(-1);
    const tfdt = findBox(moof, traf, "tfdt");
    let dts = last ? last.dts + last.durationTicks : 0;
    if (tfdt !== null) {
      const at = tfdt.bodyAt;
      dts = moof[at] === 1 ? Number(moof.readBigUInt64BE(at + 4)) : moof.readUInt32BE(at + 4);
    }
    nextDataAt = baseAt;
    for (const trun of listBoxes(moof, traf.bodyAt, traf.endAt).filter((box) => box.type === "trun")) {
      const run = parseRun(moof, trun.bodyAt, { baseAt, nextDataAt, dts, defaults });
      track?.samples.push(...run.samples);
      nextDataAt = run.nextDataAt;
      dts = run.dts;
    }
  }
}

function parseHead(moof: Buffer, bodyAt: number) {
  const flags = moof.readUIntBE(bodyAt + 1, 3);
  let at = bodyAt + 8;
  const take = (mask: number, bytes: 4 | 8): number | undefined => {
    if ((flags & mask) === 0) return undefined;
    at += bytes;
    return bytes === 8 ? Number(moof.readBigUInt64BE(at - 8)) : moof.readUInt32BE(at - 4);
  };
  const baseAt = take(0x1, 8);
  take(0x2, 4);
  const given = { durationTicks: take(0x8, 4), sizeBytes: take(0x10, 4), flags: take(0x20, 4) };
  return {
    trackId: moof.readUInt32BE(bodyAt + 4),
    baseAt,
    isFromMoof: (flags & 0x20000) !== 0,
    defaults: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
}

type RunStart = {
  baseAt: number;
  nextDataAt: number;
  dts: number;
  defaults: Partial<TrackInit["defaults"]>;
};

function parseRun(moof: Buffer, bodyAt: number, start: RunStart) {
  const version = moof[bodyAt]!;
  const flags = moof.readUIntBE(bodyAt + 1, 3);
  const count = moof.readUInt32BE(bodyAt + 4);
  let at = bodyAt + 8;
  const take = (mask: number): number | undefined => {
    if ((flags & mask) === 0) return undefined;
    at += 4;
    return moof.readUInt32BE(at - 4);
  };
  const dataOffset = take(0x1);
  const firstFlags = take(0x4);
  let offset = dataOffset === undefined ? start.nextDataAt : start.baseAt + (dataOffset | 0);
  let dts = start.dts;
  const samples: MediaSample[] = [];
  for (let index = 0; index < count; index += 1) {
    const durationTicks = take(0x100) ?? start.defaults.durationTicks ?? 0;
    const sizeBytes = take(0x200) ?? start.defaults.sizeBytes ?? 0;
    const ownFlags = take(0x400);
    const sampleFlags = ownFlags ?? (index === 0 ? firstFlags : undefined) ?? start.defaults.flags ?? 0;
    const composition = take(0x800) ?? 0;
    const pts = dts + (version === 0 ? composition : composition | 0);
    samples.push({ dts, pts, durationTicks, offset, sizeBytes, isSync: (sampleFlags & nonSync) === 0 });
    offset += sizeBytes;
    dts += durationTicks;
  }
  return { samples, nextDataAt: offset, dts };
}
