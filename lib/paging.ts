import { z } from "zod";
import { AppError } from "./errors.ts";

/** The last row of a page: its value of the sort, and its id, which settles equal values. */
export type PageEnd = { value: string; id: string };

const pageEnd = z.tuple([z.string().max(2_000), z.uuid()]);

/** A page's end as it goes along in an address. */
export const encodeCursor = ({ value, id }: PageEnd): string =>
  Buffer.from(JSON.stringify([value, id])).toString("base64url");

/** The page's end a cursor stands for. Throws `invalid_input` for anything that isn't one. */
export function decodeCursor(cursor: string): PageEnd {
  try {
    const [value, id] = pageEnd.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    return { value, id };
  } catch {
    throw new AppError("invalid_input", "This list has changed its form. Load it from its beginning.");
  }
}

/** A text as a pattern for `like` that matches it anywhere: `%`, `_` and `\` stand for themselves. */
export const containsPattern = (text: string): string => `%${text.replace(/[\\%_]/g, "\\$&")}%`;
