import { expect, test } from "vitest";
import { z } from "zod";
import { shapeText } from "./shape-text.ts";

test.each([
  [z.object({ id: z.uuid(), title: z.string().nullable() }), "{\n  id: uuid\n  title: string | null\n}"],
  [z.object({ at: z.iso.datetime().optional() }), "{\n  at?: date\n}"],
  [z.array(z.enum(["a", "b"])), '("a" | "b")[]'],
  [z.array(z.object({ n: z.number().describe("Seconds") })), "{\n  n: number  // Seconds\n}[]"],
  [z.literal(true), "true"],
  [z.record(z.string(), z.int()), "{ [name]: integer }"],
  [z.any(), "any"],
])("%#", (schema, text) => {
  expect(shapeText(z.toJSONSchema(schema, { io: "input" }))).toBe(text);
});

test("components stand for themselves", () => {
  expect(shapeText({ type: "array", items: { $ref: "#/components/schemas/Clip" } })).toBe("Clip[]");
});
