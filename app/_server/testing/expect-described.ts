import { expect } from "vitest";
import type { z } from "zod";
import { answers } from "../openapi/answers.ts";

/** Fails unless a JSON answer is what the API's description says: nothing less, and nothing more. */
export function expectDescribed(key: string, sent: unknown): void {
  const schema = (answers as Record<string, z.ZodType>)[key];
  expect(schema, `${key} needs a shape in app/_server/openapi/answers.ts`).toBeDefined();
  const read = schema!.safeParse(sent);
  expect(read.error, key).toBeUndefined();
  // Fields that nobody described are dropped by reading.
  expect(read.data, key).toEqual(sent);
}
