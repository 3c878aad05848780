import { z } from "zod";
import { checkLines, longestLineText, mostLines } from "./model.ts";

const milliseconds = z.int().min(0).max(1_000_000_000);
const word = z.object({ startMs: milliseconds, endMs: milliseconds, text: z.string().max(longestLineText) });

const line = word.extend({
  text: z.string().trim().max(longestLineText),
  words: z.array(word).max(longestLineText).nullable(),
});

/** Lines in their order, none over another, each with something in it. */
export const captionLines = z
  .array(line)
  .max(mostLines)
  .superRefine((lines, context) => {
    for (const [n, problem] of checkLines(lines).entries()) {
      if (problem) context.addIssue({ code: "custom", path: [n], message: problem });
    }
  });

/** `lines` null: the transcript counts again. `version` is the one that was looked at. */
export const captionsChange = z.object({ lines: captionLines.nullable(), version: z.int().min(0) });
