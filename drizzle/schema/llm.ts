import { sql } from "drizzle-orm";
import { boolean, check, integer, numeric, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { authUsers } from "./auth.ts";
import { instant } from "./columns.ts";

const usd = (name: string) => numeric(name, { precision: 12, scale: 6 });

/**
 * What the operator allows every account together: one row. Reservations lock it, so that calls that begin at the same
 * time are checked one after another.
 */
export const llmSettings = pgTable(
  "llm_settings",
  {
    id: integer("id").primaryKey().default(1),
    /** The switch: off, no refinement begins, whatever its backend. */
    isEnabled: boolean("is_enabled").notNull().default(true),
    /** Most that all accounts may spend in a day (UTC). */
    dailyUsd: usd("daily_usd").notNull().default("10"),
    updatedBy: text("updated_by").references(() => authUsers.id, { onDelete: "set null" }),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    check("llm_settings_one_row", sql`${table.id} = 1`),
    check("llm_settings_daily", sql`${table.dailyUsd} >= 0`),
  ],
);

/** What a model costs, in USD a million tokens. A model without a row is not called. */
export const llmPrices = pgTable(
  "llm_prices",
  {
    backend: text("backend").notNull(),
    model: text("model").notNull(),
    inputUsdPerMillion: usd("input_usd_per_million").notNull(),
    /** Sound handed in, where it costs something else than text. */
    audioUsdPerMillion: usd("audio_usd_per_million"),
    outputUsdPerMillion: usd("output_usd_per_million").notNull(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.backend, table.model] }),
    check(
      "llm_prices_amounts",
      sql`${table.inputUsdPerMillion} >= 0 and ${table.outputUsdPerMillion} >= 0 and (${table.audioUsdPerMillion} is null or ${table.audioUsdPerMillion} >= 0)`,
    ),
  ],
);
