import { z } from "zod";

/** What a backend answers. Seconds on the VOD's timeline. Anything else a model says is dropped. */
export const refinementAnswer = z.object({
  startSeconds: z.number().finite(),
  endSeconds: z.number().finite(),
  isClipable: z.boolean(),
  /** 0 to 1. */
  confidence: z.number().min(0).max(1),
  reason: z.string().max(2000),
  title: z.string().max(2000),
  tags: z.array(z.string().max(200)).max(50),
});

export type RefinementAnswer = z.infer<typeof refinementAnswer>;

/** `accounts.settings.refinement`; every field has a default, so an account needs none. */
export const refinementSettings = z.object({
  enabled: z.boolean().default(true),
  /** `default`: what the installation is configured with; `heuristic`: offline, whatever that is. */
  backend: z.enum(["default", "heuristic"]).default("default").catch("default"),
  /** Highlights refined in one detection run, best first. */
  maxRefinements: z.int().min(0).max(50).default(5),
  maxIterations: z.int().min(1).max(10).default(3),
  /** Calls of the account that may be under way at the same time, in all processes together. */
  maxInFlight: z.int().min(1).max(20).default(2),
});

export type RefinementSettings = z.infer<typeof refinementSettings>;

/** What an owner may change of them. */
export const refinementSettingsChange = z.object({
  enabled: z.boolean().optional(),
  backend: z.enum(["default", "heuristic"]).optional(),
  maxRefinements: z.int().min(0).max(50).optional(),
});

const accountSettings = z.object({ refinement: refinementSettings.prefault({}) });

/** The refinement settings in an account's `settings` column. */
export const parseRefinementSettings = (settings: unknown): RefinementSettings =>
  accountSettings.parse(settings ?? {}).refinement;

const usdPerMillion = z.number().min(0).max(100_000);

/** A price as an admin sets it. */
export const namedPrice = z.object({
  backend: z.enum(["gemini", "openai-compatible"]),
  model: z.string().trim().min(1).max(200),
  inputUsdPerMillion: usdPerMillion,
  audioUsdPerMillion: usdPerMillion.nullable(),
  outputUsdPerMillion: usdPerMillion,
});

/** The operator's switch and daily budget. */
export const llmSettingsChange = z.object({
  isEnabled: z.boolean().optional(),
  dailyUsd: z.number().min(0).max(100_000).optional(),
});
