import { z } from "zod";

export type JsonSchema = Record<string, unknown>;

/** Named schemas found while others were turned into JSON Schema. */
export type Components = Record<string, JsonSchema>;

/**
 * A schema as JSON Schema (2020-12), as clients send it or are sent it. What has a name goes to `components` and is
 * referred to. What only the server computes of an input has the shape that is sent.
 */
export function toJsonSchema(schema: z.ZodType, components: Components): JsonSchema {
  const { $schema: _, $defs = {}, ...rest } = convert(schema);
  for (const [name, definition] of Object.entries($defs as Components))
    components[name] = refer(definition) as JsonSchema;
  return refer(rest) as JsonSchema;
}

function convert(schema: z.ZodType): JsonSchema {
  const options = { target: "draft-2020-12", unrepresentable: "any", reused: "inline" } as const;
  return z.toJSONSchema(schema, { ...options, io: "input", override: describeCoerced }) as JsonSchema;
}

/** Of a coerced value (`?limit=5`) zod says "anything" as its input; what it is coerced to says more. */
function describeCoerced({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: JsonSchema }): void {
  const { type, coerce } = zodSchema._zod.def as { type: string; coerce?: boolean };
  if (coerce && type === "number" && jsonSchema.type === undefined) {
    const { $schema: _, ...said } = z.toJSONSchema(zodSchema, { io: "output", unrepresentable: "any" }) as JsonSchema;
    Object.assign(jsonSchema, said);
  }
}

/** References as they stand in an OpenAPI document. */
function refer(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(refer);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      key === "$ref" && typeof inner === "string"
        ? [key, inner.replace(/^#\/\$defs\//, "#/components/schemas/")]
        : [key, refer(inner)],
    ),
  );
}
