import { rescaleTicks } from "../model.ts";
import { makeBox, makeFullBox, u16, u32, u64 } from "./boxes.ts";

/** What a track's boxes are made of. Times are ticks of the track's own `timescale`. */
export type TrackTables = {
  kind: "video" | "audio";
  timescale: number;
  sampleEntry: Buffer;
  display: Buffer;
  language: number;
  sizes: number[];
  durations: number[];
  /** Null when every frame is shown in the order it is decoded. */
  compositionOffsets: number[] | null;
  /** Numbers (from 0) of the samples decoding can start at; null = all. */
  syncIndexes: number[] | null;
  /** Nothing is presented for `emptyTicks`, then media from `mediaTime` for `durationTicks`. */
  edit: { emptyTicks: number; mediaTime: number; durationTicks: number };
};

/** Chunks of a track: places in the file, and how many samples each has. */
export type TrackChunks = { offsets: number[]; sampleCounts: number[] };

const unityMatrix = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
/** `display` of a track that is shown as it is coded. */
export const plainDisplay = Buffer.concat([unityMatrix, u32(0, 0)]);
const maxU32 = 0xffffffff;

/** The `moov` box of a progressive file. Its size depends on the numbers of samples and chunks and on `isLarge`, not on the offsets. */
export function buildMoov(input: {
  movieTimescale: number;
  tracks: { tables: TrackTables; chunks: TrackChunks }[];
  /** Chunk offsets of 64 bits, for files above 4 GiB. */
  isLarge: boolean;
}): Buffer {
  const durations = input.tracks.map(({ tables }) => presentedTicks(tables, input.movieTimescale));
  const movieTicks = Math.max(0, ...durations);
  const mvhd = makeFullBox(
    "mvhd",
    1,
    0,
    ...[u64(0, 0), u32(input.movieTimescale), u64(movieTicks), u32(0x10000), u16(0x100), u16(0), u32(0, 0)],
    ...[unityMatrix, u32(0, 0, 0, 0, 0, 0), u32(input.tracks.length + 1)],
  );
  return makeBox("moov", mvhd, ...input.tracks.map((track, index) => buildTrack(track, index + 1, input)));
}

function presentedTicks({ edit, timescale }: TrackTables, movieTimescale: number): number {
  return (
    rescaleTicks(edit.emptyTicks, timescale, movieTimescale) +
    rescaleTicks(edit.durationTicks, timescale, movieTimescale)
  );
}

function buildTrack(
  { tables, chunks }: { tables: TrackTables; chunks: TrackChunks },
  id: number,
  { movieTimescale, isLarge }: { movieTimescale: number; isLarge: boolean },
): Buffer {
  const isVideo = tables.kind === "video";
  const tkhd = makeFullBox(
    "tkhd",
    1,
    3,
    ...[u64(0, 0), u32(id, 0), u64(presentedTicks(tables, movieTimescale)), u32(0, 0), u16(0), u16(isVideo ? 0 : 1)],
    ...[u16(isVideo ? 0 : 0x100), u16(0), tables.display],
  );
  const mediaTicks = tables.durations.reduce((sum, duration) => sum + duration, 0);
  const mdhd = makeFullBox(
    "mdhd",
    1,
    0,
    u64(0, 0),
    u32(tables.timescale),
    u64(mediaTicks),
    u16(tables.language),
    u16(0),
  );
  const handler = isVideo ? "vide" : "soun";
  const name = Buffer.from(isVideo ? "VideoHandler\0" : "SoundHandler\0", "latin1");
  const hdlr = makeFullBox("hdlr", 0, 0, u32(0), Buffer.from(handler, "latin1"), u32(0, 0, 0), name);
  const mediaHeader = isVideo ? makeFullBox("vmhd", 0, 1, u32(0, 0)) : makeFullBox("smhd", 0, 0, u32(0));
  const dinf = makeBox("dinf", makeFullBox("dref", 0, 0, u32(1), makeFullBox("url ", 0, 1)));
  const minf = makeBox("minf", mediaHeader, dinf, buildSampleTable(tables, chunks, isLarge));
  return makeBox("trak", tkhd, buildEdits(tables, movieTimescale), makeBox("mdia", mdhd, hdlr, minf));
}

function buildEdits({ edit, timescale }: TrackTables, movieTimescale: number): Buffer {
  const emptyTicks = rescaleTicks(edit.emptyTicks, timescale, movieTimescale);
  const durationTicks = rescaleTicks(edit.durationTicks, timescale, movieTimescale);
  const rate = u32(0x10000);
  const nothing = Buffer.alloc(8, 0xff);
  const empty = emptyTicks > 0 ? [u64(emptyTicks), nothing, rate] : [];
  const media = [u64(durationTicks), u64(edit.mediaTime), rate];
  return makeBox("edts", makeFullBox("elst", 1, 0, u32(empty.length > 0 ? 2 : 1), ...empty, ...media));
}

function buildSampleTable(tables: TrackTables, chunks: TrackChunks, isLarge: boolean): Buffer {
  const stsd = makeFullBox("stsd", 0, 0, u32(1), tables.sampleEntry);
  const stts = buildRuns("stts", tables.durations);
  const ctts = tables.compositionOffsets === null ? [] : [buildRuns("ctts", tables.compositionOffsets)];
  const sync = tables.syncIndexes;
  const stss = sync === null ? [] : [makeFullBox("stss", 0, 0, u32(sync.length, ...sync.map((index) => index + 1)))];
  const stsz = makeFullBox("stsz", 0, 0, u32(0, tables.sizes.length, ...tables.sizes));
  const { offsets } = chunks;
  const places = isLarge
    ? makeFullBox("co64", 0, 0, u32(offsets.length), u64(...offsets))
    : makeFullBox("stco", 0, 0, u32(offsets.length, ...offsets.map((offset) => Math.min(offset, maxU32))));
  return makeBox("stbl", stsd, stts, ...ctts, ...stss, buildChunkRuns(chunks.sampleCounts), stsz, places);
}

/** A table of (count, value) pairs: equal neighbours share an entry. */
function buildRuns(type: "stts" | "ctts", values: number[]): Buffer {
  const entries: number[] = [];
  for (const [index, value] of values.entries()) {
    if (index > 0 && value === values[index - 1]) entries[entries.length - 2]! += 1;
    else entries.push(1, value);
  }
  return makeFullBox(type, 0, 0, u32(entries.length / 2, ...entries));
}

function buildChunkRuns(sampleCounts: number[]): Buffer {
  const entries: number[] = [];
  for (const [index, count] of sampleCounts.entries()) {
    if (index === 0 || count !== sampleCounts[index - 1]) entries.push(index + 1, count, 1);
  }
  return makeFullBox("stsc", 0, 0, u32(entries.length / 3, ...entries));
}
