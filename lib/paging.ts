import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
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

/** What part of a list is wanted. */
export const pageQuery = z.object({
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export type PageQuery = z.output<typeof pageQuery>;

const timeEnd = z.tuple([z.string().regex(/^\d{4,6}-\d\d-\d\d [\d:.]{8,15}[+-][\d:]{2,8}$/), z.string().max(100)]);

/** The order of rows by an instant, then an id of any form, with the part of it that follows a page. */
export function byTime(order: { at: SQLWrapper; id: SQLWrapper; isDescending: boolean }) {
  const { at, id, isDescending } = order;
  const direction = isDescending ? sql`desc` : sql`asc`;
  return {
    /** To be selected as `pageEnd`: an instant as Postgres has it, finer than a Date. */
    pageEnd: sql<string>`${at}::text`,
    orderBy: [sql`${at} ${direction}`, sql`${id} ${direction}`] as [SQL, SQL],
    /** Condition: what comes after the page that ended with this cursor. Throws `invalid_input`. */
    after: (cursor: string | undefined): SQL | undefined => {
      if (cursor === undefined) return undefined;
      const [value, last] = readTimeEnd(cursor);
      return sql`(${at}, ${id}) ${isDescending ? sql`<` : sql`>`} (${value}::timestamptz, ${last})`;
    },
  };
}

function readTimeEnd(cursor: string): [string, string] {
  try {
    return timeEnd.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch {
    throw new AppError("invalid_input", "This list has changed its form. Load it from its beginning.");
  }
}

/** A page of rows read with one more than `limit`: what is shown of them, and where the next page begins. */
export function cutPage<Row extends { pageEnd: string }>(
  rows: Row[],
  limit: number,
  idOf: (row: Row) => string,
): { shown: Omit<Row, "pageEnd">[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = last && rows.length > limit ? encodeCursor({ value: last.pageEnd, id: idOf(last) }) : null;
  return { shown: shown.map(({ pageEnd: _, ...row }) => row), nextCursor };
}

/** A text as a pattern for `like` that matches it anywhere: `%`, `_` and `\` stand for themselves. */
export const containsPattern = (text: string): string => `%${text.replace(/[\\%_]/g, "\\$&")}%`;
