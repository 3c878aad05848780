import { z } from "zod";
import type { Wire } from "#app/_queries/http.ts";
import type { Storage } from "#lib/vods/retention/queries.ts";
import { at, bytes, id, text } from "./basics.ts";

const bucket = z.object({ maxBytes: bytes, storedBytes: bytes, leavingBytes: bytes, reservedBytes: bytes });

const thing = z.object({
  vodId: id,
  kind: z.enum(["broadcast", "upload", "highlight"]),
  title: text,
  sizeBytes: bytes,
  durationMs: z.int().nullable(),
  isPinned: z.boolean(),
  streamId: id.nullable(),
  sourceVodId: id.nullable(),
  profile: text.nullable(),
  isCaptioned: z.boolean(),
  createdAt: at,
});

export const storage = z.object({
  usage: z.object({
    planName: text,
    allowsEviction: z.boolean(),
    retentionDays: z.int(),
    trashDays: z.int(),
    maxVods: z.int(),
    vodCount: z.int(),
    maxClips: z.int(),
    clipCount: z.int(),
    storedBytes: bytes,
    reservedBytes: bytes,
    isShared: z.boolean(),
    vods: bucket,
    clips: bucket,
  }),
  kinds: z.array(
    z.object({ kind: z.enum(["video", "sound", "pictures", "clips", "trash", "leaving", "promised"]), bytes }),
  ),
  // The same query lists the trash: here nothing is in it.
  biggest: z.array(thing.extend({ trashedAt: z.null(), trashedBy: z.null() })),
  nextEvicted: z.array(
    thing
      .pick({ vodId: true, kind: true, title: true, sizeBytes: true, createdAt: true })
      .extend({ isTrashed: z.boolean() }),
  ),
  trash: z.array(thing.extend({ trashedAt: at, trashedBy: z.enum(["person", "retention"]), deletedAt: at })),
}) satisfies z.ZodType<Wire<Storage>>;
