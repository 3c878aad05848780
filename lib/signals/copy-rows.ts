import { once } from "node:events";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";

export type CopyValue = string | number | null;

const special = /[\\\n\r\t]/;
const specials = /[\\\n\r\t]/g;
const escapes: Record<string, string> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function field(value: CopyValue): string {
  if (value === null) return "\\N";
  if (typeof value === "number") return String(value);
  return special.test(value) ? value.replace(specials, (one) => escapes[one]!) : value;
}

/** One row in COPY's text format. */
export const copyLine = (values: CopyValue[]): string => `${values.map(field).join("\t")}\n`;

/**
 * Streams rows into a table by COPY on the given connection, at the pace the server takes them.
 * `table` and `columns` are ours, never a user's. A failing source fails the COPY, and with it the transaction.
 */
export async function copyRows(
  client: pg.ClientBase,
  table: string,
  columns: string[],
  pieces: AsyncIterable<string>,
): Promise<void> {
  const stream = client.query(copyFrom(`copy ${table} (${columns.join(", ")}) from stdin`));
  let failure: unknown = null;
  const finished = new Promise<void>((resolve, reject) => {
    stream.once("finish", resolve);
    stream.once("error", reject);
  });
  // Awaited below; an early failure must not count as unhandled until then.
  finished.catch(() => {});
  try {
    for await (const piece of pieces) {
      if (!stream.write(piece)) await Promise.race([once(stream, "drain"), finished]);
    }
    stream.end();
  } catch (error) {
    failure = error;
    stream.destroy(error instanceof Error ? error : new Error("the source failed"));
  }
  await finished.catch((error) => {
    throw failure ?? error;
  });
  if (failure !== null) throw failure;
}
