import { z } from "zod";
import type { AudioIndex, MediaIndex } from "./model.ts";
import type { SpriteLayout } from "./sprites.ts";

/** Where a VOD's unprocessed bytes are: a file on one host, relative to its data directory. Null once processed. */
export const vodSource = z.object({
  kind: z.literal("inbox"),
  hostId: z.string(),
  path: z.string(),
  sizeBytes: z.number().int().nonnegative(),
});
export type VodSource = z.infer<typeof vodSource>;

/** A VOD whose bytes are still to be fetched from an address its owner gave. It may hold a signature: shown nowhere. */
export const urlSource = z.object({ kind: z.literal("url"), url: z.string() });
export type UrlSource = z.infer<typeof urlSource>;

const integers = z.array(z.number().int());
const segments = z.object({ firstByte: integers, sizeBytes: integers, startTicks: integers });

/** `media.index`. */
export const mediaIndex: z.ZodType<MediaIndex> = z.object({
  videoTimescale: z.number().int().positive(),
  zeroPtsTicks: z.number().int(),
  firstDtsTicks: z.number().int(),
  initBytes: z.number().int().positive(),
  segments,
  segmentChecksums: integers.optional(),
  keyframeTicks: integers,
  durationTicks: z.number().int().positive(),
  frameRateNum: z.number().int().positive(),
  frameRateDen: z.number().int().positive(),
});

/** `media.audio_index`. */
export const audioIndex: z.ZodType<AudioIndex> = z.object({
  timescale: z.number().int().positive(),
  zeroPtsTicks: z.number().int(),
  initBytes: z.number().int().positive(),
  segments,
  durationTicks: z.number().int(),
});

const sprites: z.ZodType<SpriteLayout> = z.object({
  tileWidth: z.number().int().positive(),
  tileHeight: z.number().int().positive(),
  columns: z.number().int().positive(),
  rows: z.number().int().positive(),
  ticks: integers,
});

/** `media.probe`: what the original was and what processing did to it. */
export const mediaProbe = z.looseObject({
  container: z.string(),
  /** True: the picture was encoded anew because browsers can't show the original; `convertedReason` says so. */
  converted: z.boolean(),
  convertedReason: z.string().nullable(),
  audioConverted: z.boolean(),
  /** False: kept as it was, but not every browser plays it. */
  playsInChromium: z.boolean(),
  videoProfile: z.string().nullable(),
  pixFmt: z.string().nullable(),
  rotation: z.number(),
  variableFrameRate: z.boolean(),
  /** How the small pictures lie on the sheets of `media.sprite_keys`; null without any. */
  sprites: sprites.nullable().default(null),
  audioTracks: z.array(
    z.object({
      key: z.string(),
      codec: z.string(),
      channels: z.number(),
      sampleRate: z.number(),
      language: z.string().nullable(),
      title: z.string().nullable(),
      sizeBytes: z.number(),
      etag: z.string(),
      /** Where the track's own file has its segments; null in files processed before tracks could be chosen. */
      index: audioIndex.nullable().default(null),
    }),
  ),
});
export type MediaProbe = z.infer<typeof mediaProbe>;
