type Schema = {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  format?: string;
  description?: string;
};

/**
 * A JSON Schema as people who know TypeScript read it: `{ id: uuid, title: string | null }`. Names of components stand
 * for themselves. Pure.
 */
export function shapeText(schema: unknown, indent = ""): string {
  const {
    $ref,
    enum: values,
    anyOf,
    items,
    properties,
    additionalProperties,
    type,
    format,
    ...rest
  } = schema as Schema;
  if ($ref) return $ref.split("/").at(-1)!;
  if ("const" in rest) return JSON.stringify(rest.const);
  if (values) return values.map((value) => JSON.stringify(value)).join(" | ");
  if (anyOf) return anyOf.map((one) => shapeText(one, indent)).join(" | ");
  if (type === "array") {
    const inner = shapeText(items ?? {}, indent);
    return inner.includes(" | ") && !inner.startsWith("{") ? `(${inner})[]` : `${inner}[]`;
  }
  if (properties) {
    const lines = Object.entries(properties).map(([name, one]) => {
      const mark = rest.required?.includes(name) ? "" : "?";
      const note = one.description ? `  // ${one.description}` : "";
      return `${indent}  ${name}${mark}: ${shapeText(one, `${indent}  `)}${note}\n`;
    });
    return lines.length === 0 ? "{}" : `{\n${lines.join("")}${indent}}`;
  }
  if (type === "object" && typeof additionalProperties === "object") {
    return `{ [name]: ${shapeText(additionalProperties, indent)} }`;
  }
  if (Array.isArray(type)) return type.join(" | ");
  if (type === "string" && format) return format === "date-time" ? "date" : format;
  return type ?? "any";
}
