/**
 * The JSON object in a model's answer: the whole text, what stands in a code fence, or what is between the first and the
 * last brace (models without JSON modes like to talk around it). Undefined where there is none. Pure.
 */
export function readJsonAnswer(text: string): unknown {
  const fenced = /```(?:json)?\s*\n([\s\S]*?)```/i.exec(text)?.[1];
  const first = text.indexOf("{");
  const last = text.lastIndexOf("}");
  const braces = first >= 0 && last > first ? text.slice(first, last + 1) : undefined;
  for (const candidate of [text, fenced, braces]) {
    if (candidate === undefined) continue;
    try {
      const value: unknown = JSON.parse(candidate);
      if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
    } catch {
      // The next candidate.
    }
  }
  return undefined;
}
