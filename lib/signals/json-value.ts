/** Reading of untrusted JSON a million times over: plain checks, since a schema library costs more than the parse. */

export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The object at a path of keys, or an empty one. */
export function objectAt(value: unknown, ...path: string[]): Json {
  let at = value;
  for (const key of path) at = isObject(at) ? at[key] : undefined;
  return isObject(at) ? at : {};
}

/** The first of these keys that holds a non-empty string. */
export function stringAt(value: unknown, ...keys: string[]): string | null {
  if (!isObject(value)) return null;
  for (const key of keys) {
    const found = value[key];
    if (typeof found === "string" && found !== "") return found;
  }
  return null;
}

/** The first of these keys that holds a finite number, or a string of one. */
export function numberAt(value: unknown, ...keys: string[]): number | null {
  if (!isObject(value)) return null;
  for (const key of keys) {
    const found = value[key];
    const number = typeof found === "string" && found.trim() !== "" ? Number(found) : found;
    if (typeof number === "number" && Number.isFinite(number)) return number;
  }
  return null;
}

/** The array at a key, or an empty one. */
export const arrayAt = (value: unknown, key: string): unknown[] => {
  const found = isObject(value) ? value[key] : undefined;
  return Array.isArray(found) ? found : [];
};
