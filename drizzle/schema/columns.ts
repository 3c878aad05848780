import { bigint, timestamp } from "drizzle-orm/pg-core";

/** `timestamptz` read and written as a `Date`. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** Creation time set by the database. */
export const createdAt = () => instant("created_at").notNull().defaultNow();

/** A count of bytes; safe as a JS number below 9 PB. */
export const bytes = (name: string) => bigint(name, { mode: "number" });

/** A position in a media time base; an 8-hour VOD at 90 kHz is 2.6e9 ticks. */
export const ticks = (name: string) => bigint(name, { mode: "number" });
