import type { FileHandle } from "node:fs/promises";
import type { AvcConfig } from "./h264/avcc.ts";
import { readBits, unescapeNal } from "./h264/bit-reader.ts";
import { parsePpsIds, parseSps } from "./h264/parse-sps.ts";
import { nalType, walkNals } from "./h264/walk-nals.ts";
import { type MediaSample, refuse, type SpliceRefusal, type VideoSample } from "./model.ts";

/** Neighbouring samples are read together up to this many bytes. */
const readBytes = 1024 * 1024;
const unusual = new Set([2, 3, 4, 14, 15, 19, 20, 21]);

/**
 * Looks at the NAL units of every sample: which are IDRs, which are referred to.
 * Refuses streams whose parameter sets change on the way, or that carry more than one plain picture a sample.
 */
export async function scanSamples(
  file: FileHandle,
  samples: MediaSample[],
  config: AvcConfig,
): Promise<{ ok: true; samples: VideoSample[] } | SpliceRefusal> {
  const known = listParameterSets(config);
  const scanned: VideoSample[] = [];
  const longest = samples.reduce((most, { sizeBytes }) => Math.max(most, sizeBytes), 0);
  const memory = Buffer.allocUnsafe(Math.max(readBytes, longest));
  let buffer = memory.subarray(0, 0);
  let bufferAt = 0;
  for (const [index, sample] of samples.entries()) {
    if (sample.offset < bufferAt || sample.offset + sample.sizeBytes > bufferAt + buffer.length) {
      const sizeBytes = countTogether(samples, index);
      bufferAt = sample.offset;
      buffer = memory.subarray(0, sizeBytes);
      await file.read(buffer, 0, sizeBytes, bufferAt);
    }
    const bytes = buffer.subarray(sample.offset - bufferAt, sample.offset - bufferAt + sample.sizeBytes);
    const seen = classifySample(bytes, config.lengthBytes, known);
    if ("ok" in seen) return seen;
    scanned.push({ ...sample, ...seen });
  }
  return { ok: true, samples: scanned };
}

/** Bytes of the samples that lie one after another from `index` on: at least its own. */
function countTogether(samples: MediaSample[], index: number): number {
  const first = samples[index]!;
  let total = first.sizeBytes;
  for (let next = index + 1; next < samples.length; next += 1) {
    const sample = samples[next]!;
    if (sample.offset !== first.offset + total || total + sample.sizeBytes > readBytes) break;
    total += sample.sizeBytes;
  }
  return total;
}

type Seen = Pick<VideoSample, "isIdr" | "isIntra" | "isReference">;

function classifySample(bytes: Buffer, lengthBytes: number, known: Map<string, Buffer>): Seen | SpliceRefusal {
  try {
    const nals = walkNals(bytes, lengthBytes);
    if (nals.some(({ type }) => unusual.has(type))) {
      return refuse("unsupported_format", "The video uses layers or partitions that can't be joined.");
    }
    for (const nal of nals) {
      if (nal.type !== nalType.sps && nal.type !== nalType.pps) continue;
      const set = bytes.subarray(nal.at + lengthBytes, nal.at + nal.totalBytes);
      const expected = known.get(nameOf(set));
      if (expected === undefined || !trimZeros(set).equals(expected)) {
        return refuse("parameter_sets", "The video's parameter sets change on the way.");
      }
    }
    const slices = nals.filter(({ type }) => type === nalType.slice || type === nalType.idr);
    return {
      isIdr: slices.length > 0 && slices.every(({ type }) => type === nalType.idr),
      isIntra: slices.length > 0 && slices.every((nal) => isIntraSlice(bytes, nal.at + lengthBytes)),
      isReference: slices.length === 0 || slices.some(({ refIdc }) => refIdc > 0),
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return refuse("unsupported_format", "A frame of the video is damaged.");
  }
}

/** Slice types 2 and 7 are I; a slice header begins with its first macroblock's number and its type. */
function isIntraSlice(sample: Buffer, at: number): boolean {
  const { ue } = readBits(unescapeNal(sample.subarray(at + 1, at + 17)));
  ue();
  return ue() % 5 === 2;
}

function listParameterSets(config: AvcConfig): Map<string, Buffer> {
  return new Map([...config.spsNals, ...config.ppsNals].map((nal) => [nameOf(nal), trimZeros(nal)]));
}

function nameOf(nal: Buffer): string {
  try {
    return (nal[0]! & 31) === nalType.sps ? `sps ${parseSps(nal).id}` : `pps ${parsePpsIds(nal).id}`;
  } catch {
    return "damaged";
  }
}

function trimZeros(nal: Buffer): Buffer {
  let end = nal.length;
  while (end > 0 && nal[end - 1] === 0) end -= 1;
  return nal.subarray(0, end);
}
