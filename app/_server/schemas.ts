import { z } from "zod";

/** Path parameters of everything named by one id. */
export const idParams = z.object({ id: z.uuid() });

const milliseconds = z.coerce.number().int().min(-86_400_000).max(1_000_000_000);

/** A stretch of stream time: `[fromMs, toMs)`. */
export const rangeQuery = z.object({
  fromMs: milliseconds.default(-86_400_000),
  toMs: milliseconds.default(1_000_000_000),
  limit: z.coerce.number().int().min(1).max(20_000).default(5_000),
});
