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

/** A key as its owner asks for it. */
export const apiKeyInput = z.object({
  name: z.string().trim().min(1, "Say what the key is for").max(80, "Names have up to 80 characters"),
  scopes: z
    .array(z.enum(apiScopes))
    .min(1, "Choose what the key may do")
    .max(4)
    .transform((scopes) => [...new Set(scopes)]),
  /** Null: until it is revoked. */
  expiresInDays: z.int().min(1).max(3_650, "At most ten years").nullable(),
});

export type ApiKeyInput = z.output<typeof apiKeyInput>;

export const memberRole = z.enum(["owner", "editor", "viewer"]);

const emailAddress = z.email("That is no e-mail address. Write one like name@example.com").max(254).toLowerCase();
const personName = z.string().trim().min(1, "Write your name").max(80, "Names have up to 80 characters");
const password = z.string().min(8, "Use at least 8 characters").max(128, "Passwords have up to 128 characters");

export const userName = z.object({ name: personName });

/** `password`: the one that counts now; empty where the user has none. */
export const newEmail = z.object({ email: emailAddress, password: z.string().max(128).default("") });

export const invitationInput = z.object({ email: emailAddress, role: memberRole });

/** Who takes an invitation up without being a user yet. */
export const newMember = z.object({ name: personName, password });

export const accountName = z.string().trim().min(1, "Write a name").max(60, "Names have up to 60 characters");

/** The first start of an installation: its operator, and their account. */
export const setUpInput = z.object({
  code: z.string().trim().max(100),
  name: personName,
  email: emailAddress,
  password,
  accountName,
});
