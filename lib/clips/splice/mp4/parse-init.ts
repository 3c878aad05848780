import type { EditShift } from "../plan-audio.ts";
import { type Box, findBox, getBox, listBoxes } from "./boxes.ts";

/** A track as the init segment describes it. */
export type TrackInit = {
  id: number;
  kind: "video" | "audio" | "other";
  timescale: number;
  /** First sample entry of `stsd`, whole, and its four-character type. */
  sampleEntry: Buffer;
  codec: string;
  /** Transformation matrix (36 bytes), then width and height as 16.16, as in `tkhd`. */
  display: Buffer;
  /** Packed ISO-639-2 language code of `mdhd`. */
  language: number;
  shift: EditShift;
  defaults: { durationTicks: number; sizeBytes: number; flags: number };
};

/** Parses a whole `moov` box. Throws RangeError when it is malformed. */
export function parseInit(moov: Buffer): TrackInit[] {
  const root = listBoxes(moov)[0]!;
  const mvhd = getBox(moov, root, "mvhd");
  const movieTimescale = moov.readUInt32BE(mvhd.bodyAt + (moov[mvhd.bodyAt] === 1 ? 20 : 12));
  const defaults = parseDefaults(moov, root);
  return listBoxes(moov, root.bodyAt, root.endAt)
    .filter((box) => box.type === "trak")
    .map((trak) => parseTrack(moov, trak, movieTimescale, defaults));
}

function parseDefaults(moov: Buffer, root: Box): Map<number, TrackInit["defaults"]> {
  const mvex = findBox(moov, root, "mvex");
  const boxes = mvex === null ? [] : listBoxes(moov, mvex.bodyAt, mvex.endAt);
  return new Map(
    boxes
      .filter((box) => box.type === "trex")
      .map(({ bodyAt }) => [
        moov.readUInt32BE(bodyAt + 4),
        {
          durationTicks: moov.readUInt32BE(bodyAt + 12),
          sizeBytes: moov.readUInt32BE(bodyAt + 16),
          flags: moov.readUInt32BE(bodyAt + 20),
        },
      ]),
  );
}

function parseTrack(
  moov: Buffer,
  trak: Box,
  movieTimescale: number,
  defaults: Map<number, TrackInit["defaults"]>,
): TrackInit {
  const tkhd = getBox(moov, trak, "tkhd");
  const id = moov.readUInt32BE(tkhd.bodyAt + (moov[tkhd.bodyAt] === 1 ? 20 : 12));
  const mdhd = getBox(moov, trak, "mdia", "mdhd");
  const isLong = moov[mdhd.bodyAt] === 1;
  const hdlr = getBox(moov, trak, "mdia", "hdlr");
  const handler = moov.toString("latin1", hdlr.bodyAt + 8, hdlr.bodyAt + 12);
  const stsd = getBox(moov, trak, "mdia", "minf", "stbl", "stsd");
  const entry = listBoxes(moov, stsd.bodyAt + 8, stsd.endAt)[0];
  return {
    id,
    kind: handler === "vide" ? "video" : handler === "soun" ? "audio" : "other",
    timescale: moov.readUInt32BE(mdhd.bodyAt + (isLong ? 20 : 12)),
    sampleEntry: entry ? moov.subarray(entry.at, entry.endAt) : Buffer.alloc(0),
    codec: entry?.type ?? "",
    display: moov.subarray(tkhd.endAt - 44, tkhd.endAt),
    language: moov.readUInt16BE(mdhd.bodyAt + (isLong ? 32 : 20)),
    shift: parseEdits(moov, trak, movieTimescale),
    defaults: defaults.get(id) ?? { durationTicks: 0, sizeBytes: 0, flags: 0 },
  };
}

/** Leading empty edits and the first real one; what a fragmented file says after these isn't followed by players. */
function parseEdits(moov: Buffer, trak: Box, emptyTimescale: number): EditShift {
  const elst = findBox(moov, trak, "edts", "elst");
  const shift: EditShift = { mediaTime: 0, emptyTicks: 0, emptyTimescale };
  if (elst === null) return shift;
  const isLong = moov[elst.bodyAt] === 1;
  const count = moov.readUInt32BE(elst.bodyAt + 4);
  for (let index = 0; index < count; index += 1) {
    const at = elst.bodyAt + 8 + index * (isLong ? 20 : 12);
    const duration = isLong ? Number(moov.readBigUInt64BE(at)) : moov.readUInt32BE(at);
    const mediaTime = isLong ? Number(moov.readBigInt64BE(at + 8)) : moov.readInt32BE(at + 4);
    if (mediaTime >= 0) return { ...shift, mediaTime };
    shift.emptyTicks += duration;
  }
  return shift;
}
