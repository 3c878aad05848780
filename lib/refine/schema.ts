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

/** What may be set, and what it is without. */
export const refinementLimits = {
  /** Highlights refined in one detection run, best first. */
  maxRefinements: { least: 0, most: 50, usual: 5 },
  /** Steps on one highlight. */
  maxIterations: { least: 1, most: 10, usual: 3 },
  /** Calls of the account that may be under way at the same time, in all processes together. */
  maxInFlight: { least: 1, most: 20, usual: 2 },
} as const;

const limited = (name: keyof typeof refinementLimits) => {
  const { least, most } = refinementLimits[name];
  const message = `A whole number from ${least} to ${most}`;
  return z.int(message).min(least, message).max(most, message);
};

/** `accounts.settings.refinement`; every field has a default, so an account needs none. */
export const refinementSettings = z.object({
  enabled: z.boolean().default(true),
  /** `default`: what the installation is configured with; `heuristic`: offline, whatever that is. */
  backend: z.enum(["default", "heuristic"]).default("default").catch("default"),
  maxRefinements: limited("maxRefinements").default(refinementLimits.maxRefinements.usual),
  maxIterations: limited("maxIterations").default(refinementLimits.maxIterations.usual),
  maxInFlight: limited("maxInFlight").default(refinementLimits.maxInFlight.usual),
});

export type RefinementSettings = z.infer<typeof refinementSettings>;

/** What an owner may change of them. */
export const refinementSettingsChange = z.object({
  enabled: z.boolean().optional(),
  backend: z.enum(["default", "heuristic"]).optional(),
  maxRefinements: limited("maxRefinements").optional(),
  maxIterations: limited("maxIterations").optional(),
  maxInFlight: limited("maxInFlight").optional(),
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
