/** Reads the boxes of a fragmented MP4 (ISO 14496-12) as ffmpeg writes it. Pure: buffers in, numbers out. */

export type Box = { type: string; start: number; headerBytes: number; end: number };

export type Track = {
  id: number;
  kind: "video" | "audio" | "other";
  timescale: number;
  /** What the edit list adds to the track's own times to get presented ones, in ticks; not whole when the list is coarse. */
  editShiftTicks: number;
  /** Where in the init segment the edit list box is; null without one. */
  editListAt: number | null;
  defaults: SampleDefaults;
};

type SampleDefaults = { duration: number; sizeBytes: number; flags: number };

export type Sample = { dtsTicks: number; ptsTicks: number; durationTicks: number; sizeBytes: number; isKey: boolean };

export type TrackFragment = {
  trackId: number;
  /** Offset of the decode time field in the buffer and its width. */
  decodeTimeAt: number;
  decodeTimeBytes: 4 | 8;
  /** Where the first sample's bytes begin, counted from the `moof` box; null where the fragment doesn't say. */
  dataAt: number | null;
  samples: Sample[];
};

const containers = new Set(["moov", "trak", "mdia", "mvex", "moof", "traf", "edts"]);

/** The boxes in `buffer` from `start` to `end`, without looking into them. */
export function* listBoxes(buffer: Buffer, start = 0, end = buffer.length): Generator<Box> {
  let at = start;
  while (at + 8 <= end) {
    const box = readBoxHeader(buffer, at, end);
    if (!box) return;
    yield box;
    at = box.end;
  }
}

/** A box header at `at`; null when what is there is none. `end` is what a box of size 0 reaches to. */
export function readBoxHeader(buffer: Buffer, at: number, end: number): Box | null {
  if (at + 8 > buffer.length) return null;
  const size = buffer.readUInt32BE(at);
  const type = buffer.toString("latin1", at + 4, at + 8);
  if (size === 1) {
    if (at + 16 > buffer.length) return null;
    return { type, start: at, headerBytes: 16, end: at + Number(buffer.readBigUInt64BE(at + 8)) };
  }
  if (size !== 0 && size < 8) return null;
  return { type, start: at, headerBytes: 8, end: size === 0 ? end : at + size };
}

function* walk(buffer: Buffer, start: number, end: number): Generator<Box> {
  for (const box of listBoxes(buffer, start, end)) {
    yield box;
    if (containers.has(box.type)) yield* walk(buffer, box.start + box.headerBytes, Math.min(box.end, end));
  }
}

/** The tracks of an init segment (`ftyp` + `moov`). */
export function parseInit(init: Buffer): Track[] {
  const tracks: Track[] = [];
  let movieTimescale = 1000;
  const defaults = new Map<number, SampleDefaults>();
  for (const box of walk(init, 0, init.length)) {
    const at = box.start + box.headerBytes;
    const current = tracks.at(-1);
    if (box.type === "mvhd") movieTimescale = init.readUInt32BE(at + (init[at] === 1 ? 20 : 12));
    if (box.type === "tkhd") {
      tracks.push({
        id: init.readUInt32BE(at + (init[at] === 1 ? 20 : 12)),
        kind: "other",
        timescale: 1,
        editShiftTicks: 0,
        editListAt: null,
        defaults: { duration: 0, sizeBytes: 0, flags: 0 },
      });
    }
    if (box.type === "edts" && current) current.editListAt = box.start;
    if (box.type === "mdhd" && current) current.timescale = init.readUInt32BE(at + (init[at] === 1 ? 20 : 12));
    if (box.type === "hdlr" && current) {
      const handler = init.toString("latin1", at + 8, at + 12);
      current.kind = handler === "vide" ? "video" : handler === "soun" ? "audio" : "other";
    }
    if (box.type === "trex") {
      defaults.set(init.readUInt32BE(at + 4), {
        duration: init.readUInt32BE(at + 12),
        sizeBytes: init.readUInt32BE(at + 16),
        flags: init.readUInt32BE(at + 20),
      });
    }
  }
  for (const track of tracks) {
    track.defaults = defaults.get(track.id) ?? track.defaults;
    if (track.editListAt !== null) {
      track.editShiftTicks = readEditShift(init, track.editListAt, track.timescale / movieTimescale);
    }
  }
  return tracks;
}

/** Empty edits delay the track (in the movie's time scale); the first real edit says which media time is shown first. */
function readEditShift(init: Buffer, editsAt: number, ticksPerMovieTick: number): number {
  const list = [...listBoxes(init, editsAt + 8, editsAt + init.readUInt32BE(editsAt))].find(
    (one) => one.type === "elst",
  );
  if (!list) return 0;
  let at = list.start + list.headerBytes;
  const wide = init[at] === 1;
  const count = init.readUInt32BE(at + 4);
  at += 8;
  let shift = 0;
  for (let n = 0; n < count; n += 1, at += wide ? 20 : 12) {
    const duration = wide ? Number(init.readBigUInt64BE(at)) : init.readUInt32BE(at);
    const mediaTime = wide ? Number(init.readBigInt64BE(at + 8)) : init.readInt32BE(at + 4);
    if (mediaTime !== -1) return shift - mediaTime;
    shift += duration * ticksPerMovieTick;
  }
  return shift;
}

/** The samples of one `moof` box that fills `moof`. */
export function parseFragment(moof: Buffer, tracks: Track[]): TrackFragment[] {
  const found: TrackFragment[] = [];
  let defaults: SampleDefaults = { duration: 0, sizeBytes: 0, flags: 0 };
  let nextDts = 0;
  for (const box of walk(moof, 0, moof.length)) {
    const at = box.start + box.headerBytes;
    if (box.type === "tfhd") {
      const trackId = moof.readUInt32BE(at + 4);
      defaults = fragmentDefaults(moof, at, tracks.find((one) => one.id === trackId)?.defaults ?? defaults);
      found.push({ trackId, decodeTimeAt: -1, decodeTimeBytes: 8, dataAt: null, samples: [] });
      nextDts = 0;
    }
    const current = found.at(-1);
    if (!current) continue;
    if (box.type === "tfdt") {
      current.decodeTimeAt = at + 4;
      current.decodeTimeBytes = moof[at] === 1 ? 8 : 4;
      nextDts = moof[at] === 1 ? Number(moof.readBigUInt64BE(at + 4)) : moof.readUInt32BE(at + 4);
    }
    if (box.type === "trun" && current.dataAt === null && (moof[at + 3]! & 0x1) !== 0) {
      current.dataAt = moof.readInt32BE(at + 8);
    }
    if (box.type === "trun") nextDts = readRun(moof, at, defaults, nextDts, current.samples);
  }
  return found;
}

function fragmentDefaults(moof: Buffer, at: number, inherited: SampleDefaults): SampleDefaults {
  const flags = moof.readUInt32BE(at) & 0xffffff;
  let field = at + 8 + (flags & 0x1 ? 8 : 0) + (flags & 0x2 ? 4 : 0);
  const next = (bit: number, otherwise: number) => {
    if (!(flags & bit)) return otherwise;
    field += 4;
    return moof.readUInt32BE(field - 4);
  };
  return {
    duration: next(0x8, inherited.duration),
    sizeBytes: next(0x10, inherited.sizeBytes),
    flags: next(0x20, inherited.flags),
  };
}

/** Adds a run's samples and returns the decode time after them. */
function readRun(moof: Buffer, at: number, defaults: SampleDefaults, firstDts: number, into: Sample[]): number {
  const flags = moof.readUInt32BE(at) & 0xffffff;
  const signedOffsets = moof[at] === 1;
  const count = moof.readUInt32BE(at + 4);
  let field = at + 8 + (flags & 0x1 ? 4 : 0);
  const word = () => {
    field += 4;
    return field - 4;
  };
  const firstFlags = flags & 0x4 ? moof.readUInt32BE(word()) : null;
  let dts = firstDts;
  for (let n = 0; n < count; n += 1) {
    const duration = flags & 0x100 ? moof.readUInt32BE(word()) : defaults.duration;
    const sizeBytes = flags & 0x200 ? moof.readUInt32BE(word()) : defaults.sizeBytes;
    const own = flags & 0x400 ? moof.readUInt32BE(word()) : defaults.flags;
    const sampleFlags = n === 0 && firstFlags !== null ? firstFlags : own;
    const offsetAt = flags & 0x800 ? word() : null;
    const offset = offsetAt === null ? 0 : signedOffsets ? moof.readInt32BE(offsetAt) : moof.readUInt32BE(offsetAt);
    const isKey = (sampleFlags & 0x10000) === 0;
    into.push({ dtsTicks: dts, ptsTicks: dts + offset, durationTicks: duration, sizeBytes, isKey });
    dts += duration;
  }
  return dts;
}
