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
  backend: z.enum(["mock"]).default("mock"),
  /** Highlights refined in one detection run, best first. */
  maxRefinements: z.int().min(0).max(50).default(5),
  maxIterations: z.int().min(1).max(10).default(3),
});

export type RefinementSettings = z.infer<typeof refinementSettings>;

const accountSettings = z.object({ refinement: refinementSettings.prefault({}) });

/** The refinement settings in an account's `settings` column. */
export const parseRefinementSettings = (settings: unknown): RefinementSettings =>
  accountSettings.parse(settings ?? {}).refinement;
