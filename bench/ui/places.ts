import { sql } from "drizzle-orm";
import { formatTimestamp } from "#lib/time.ts";
import type { UiInstallation } from "./installation.ts";

/** A message as its row reads on screen: time, author, text. */
export type ExpectedRow = string;

/** Numbers spread over 0 to 1 without a pattern; the same at every run. */
export const spread = (count: number): number[] => Array.from({ length: count }, (_, n) => (0.137 + n * 0.618034) % 1);

/** The message with this ordinal (from 0). */
export async function readMessageAt(install: UiInstallation, ordinal: number): Promise<ExpectedRow> {
  const { rows } = await install.ctx.db.execute<Row>(sql`
    select offset_ms, author, text from chat_messages where stream_id = ${install.streamId}
    order by offset_ms, id offset ${ordinal} limit 1`);
  return rowOf(rows[0]!);
}

/** The last message written by a moment. */
export async function readMessageBy(install: UiInstallation, seconds: number): Promise<ExpectedRow> {
  const { rows } = await install.ctx.db.execute<Row>(sql`
    select offset_ms, author, text from chat_messages
    where stream_id = ${install.streamId} and offset_ms <= ${Math.floor(seconds * 1000)}
    order by offset_ms desc, id desc limit 1`);
  return rowOf(rows[0]!);
}

type Row = { offset_ms: number; author: string; text: string };
const rowOf = ({ offset_ms, author, text }: Row): ExpectedRow =>
  `${formatTimestamp(offset_ms / 1000)}${author} ${text}`;
