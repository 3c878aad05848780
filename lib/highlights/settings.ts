import { z } from "zod";

/** What an account may set about detection. `weights` multiply a signal's share of the score. */
export const detectionSettings = z
  .object({
    topN: z.number().int().min(1).max(50).default(10),
    spacingSeconds: z.number().min(10).max(1800).default(120),
    /** How long after a moment the chat reacts, where sound and events don't tell. */
    reactionLagSeconds: z.number().min(0).max(60).default(20),
    /** A burst of chat counts from this many local standard deviations on, unless other evidence speaks for the moment. */
    leastSigma: z.number().min(0).max(10).default(2.5),
    minSeconds: z.number().min(5).max(120).default(15),
    maxSeconds: z.number().min(15).max(600).default(90),
    weights: z
      .object({
        chat: z.number().min(0).max(5).default(1),
        events: z.number().min(0).max(5).default(1),
        transcript: z.number().min(0).max(5).default(1),
        audio: z.number().min(0).max(5).default(1),
      })
      .default({ chat: 1, events: 1, transcript: 1, audio: 1 }),
    /** The account's own words that mark a moment when spoken. */
    keywords: z
      .array(z.string().trim().min(2, "Words have 2 letters or more").max(60, "Words have up to 60 letters"))
      .max(200, "Up to 200 words")
      .default([]),
  })
  .refine((settings) => settings.minSeconds <= settings.maxSeconds, {
    path: ["minSeconds"],
    message: "The shortest can't be longer than the longest",
  });

export type DetectionSettings = z.infer<typeof detectionSettings>;
export const defaultSettings: DetectionSettings = detectionSettings.parse({});
