import { z } from "zod";

const bytes = z.number().int().positive().max(1e15, "At most 1 PB");
const count = z.number().int().positive().max(10_000_000);
const days = z.number().int().positive().max(36_500, "At most 100 years");

/** A plan as an admin writes it. */
export const planInput = z.object({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/, "1 to 40 small letters, digits and dashes"),
  name: z.string().trim().min(1, "A plan has a name").max(60),
  maxBytes: bytes,
  maxVods: count,
  maxClips: count,
  /** Null: clips share `maxBytes`. */
  maxClipBytes: bytes.nullable(),
  retentionDays: days,
  trashDays: days,
  llmMonthlyUsd: z.number().min(0).max(100_000),
  allowsEviction: z.boolean(),
});

export type PlanInput = z.infer<typeof planInput>;

/** Keys a user chose for commands, by the command's name; one with no keys is reached by the palette alone. */
export const keyOverrides = z.record(z.string().max(60), z.array(z.string().min(1).max(40)).max(4));

export type KeyOverrides = z.infer<typeof keyOverrides>;

/** What an API key may be allowed to do: look; change and import; cut and render; operate the installation. */
export const apiScopes = ["read", "write", "cut", "admin"] as const;

export type ApiScope = (typeof apiScopes)[number];
