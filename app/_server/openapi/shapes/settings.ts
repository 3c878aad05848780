import { z } from "zod";
import type { Wire } from "#app/_queries/http.ts";
import type { RefinementLedger, RefinementView } from "#lib/refine/model.ts";
import { at, id, list, seconds, text } from "./basics.ts";

const usd = z.number().describe("US dollars");

export const detectionSettings = z.object({
  topN: z.int(),
  spacingSeconds: seconds,
  reactionLagSeconds: seconds,
  leastSigma: z.number(),
  minSeconds: seconds,
  maxSeconds: seconds,
  weights: z.object({ chat: z.number(), events: z.number(), transcript: z.number(), audio: z.number() }),
  keywords: z.array(text),
});

export const keySettings = z.object({ keys: z.record(z.string(), z.array(text)).describe("By command, its chords") });

export const refinementSettings = z.object({
  enabled: z.boolean(),
  backend: z.enum(["default", "heuristic"]),
  maxRefinements: z.int(),
  maxIterations: z.int(),
  maxInFlight: z.int(),
});

export const modelBackend = z.object({
  name: text,
  model: text.nullable(),
  isPriced: z.boolean(),
  takesAudio: z.boolean(),
});

export const refinementLedger = z.object({
  planName: text,
  month: text,
  budgetUsd: usd,
  spentUsd: usd,
  promisedUsd: usd,
  backend: modelBackend,
  settings: refinementSettings,
  isOnForAll: z.boolean(),
  months: z.array(z.object({ month: text, callCount: z.int(), spentUsd: usd, promisedUsd: usd })),
  runs: z.array(
    z.object({
      detectionRunId: id,
      vodId: id,
      vodTitle: text,
      createdAt: at,
      highlightCount: z.int(),
      iterationCount: z.int(),
      failedCount: z.int(),
      callCount: z.int(),
      tokens: z.int(),
      models: text,
      spentUsd: usd,
    }),
  ),
}) satisfies z.ZodType<Wire<RefinementLedger>>;

export const refinements = list(
  "refinements",
  z.object({
    id,
    iteration: z.int(),
    backend: text,
    model: text,
    promptVersion: text,
    state: z.enum(["running", "done", "failed"]),
    before: z.object({ startSeconds: seconds, endSeconds: seconds }).nullable(),
    answer: z
      .object({
        startSeconds: seconds,
        endSeconds: seconds,
        isClipable: z.boolean(),
        confidence: z.number(),
        reason: text,
        title: text,
        tags: z.array(text),
      })
      .nullable(),
    failureText: text.nullable(),
    tries: z.int(),
    inputTokens: z.int().nullable(),
    outputTokens: z.int().nullable(),
    costUsd: usd,
    latencyMs: z.int().nullable(),
    createdAt: at,
  }) satisfies z.ZodType<Wire<RefinementView>>,
);
