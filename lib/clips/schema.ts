import { z } from "zod";
import { clipProfile } from "./render/schema.ts";

export const streamSorts = ["newest", "oldest", "longest", "highlights", "title"] as const;
export const streamStates = ["importing", "processing", "detecting", "ready", "failed"] as const;
export const clipSorts = ["newest", "oldest", "longest", "largest", "title"] as const;
/** `working`: queued or being cut; `failed`: also those without room and those that were stopped. */
export const clipStateFilters = ["ready", "stale", "working", "failed"] as const;

const searchText = z.string().trim().max(200).default("");
const page = { cursor: z.string().max(4_000).optional(), limit: z.coerce.number().int().min(1).max(100).default(30) };

/** What part of an account's streams is wanted, and in which order. `from` up to, not including, `to`. */
export const streamListQuery = z.object({
  q: searchText,
  sort: z.enum(streamSorts).default("newest"),
  state: z.enum(streamStates).optional(),
  clips: z.enum(["with", "without"]).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  ...page,
});

/** What part of an account's clips is wanted, and in which order. */
export const clipListQuery = z.object({
  q: searchText,
  sort: z.enum(clipSorts).default("newest"),
  state: z.enum(clipStateFilters).optional(),
  profile: clipProfile.optional(),
  captions: z.enum(["with", "without"]).optional(),
  /** Of one recording. */
  vod: z.uuid().optional(),
  ...page,
});

export type StreamSort = (typeof streamSorts)[number];
export type StreamShownState = (typeof streamStates)[number];
export type StreamListQuery = z.output<typeof streamListQuery>;
export type ClipListQuery = z.output<typeof clipListQuery>;
