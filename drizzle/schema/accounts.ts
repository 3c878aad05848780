import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { authUsers } from "./auth.ts";
import { bytes, createdAt, instant } from "./columns.ts";

/** What an account may store and spend. */
export const plans = pgTable(
  "plans",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    maxBytes: bytes("max_bytes").notNull(),
    maxVods: integer("max_vods").notNull(),
    maxClips: integer("max_clips").notNull(),
    /** Bytes of clips, where the plan counts them apart; null: they share `maxBytes` with everything else. */
    maxClipBytes: bytes("max_clip_bytes"),
    /** After so many days a recording goes to the trash by itself; clips and pinned recordings stay. */
    retentionDays: integer("retention_days").notNull(),
    /** How long something in the trash can be restored. */
    trashDays: integer("trash_days").notNull().default(7),
    llmMonthlyUsd: numeric("llm_monthly_usd", { precision: 12, scale: 6 }).notNull(),
    allowsEviction: boolean("allows_eviction").notNull().default(false),
  },
  (table) => [
    check("plans_limits_positive", sql`${table.maxBytes} > 0 and ${table.maxVods} > 0 and ${table.maxClips} > 0`),
    check("plans_clip_bytes", sql`${table.maxClipBytes} is null or ${table.maxClipBytes} > 0`),
    check("plans_days", sql`${table.retentionDays} > 0 and ${table.trashDays} > 0`),
  ],
);

/** A tenant: a streamer or a team. `settings` is parsed by `lib/accounts/schema.ts`. */
export const accounts = pgTable("accounts", {
  id: uuid("id").primaryKey().defaultRandom(),
  slug: text("slug").notNull().unique(),
  name: text("name").notNull(),
  planId: text("plan_id")
    .notNull()
    .references(() => plans.id),
  settings: jsonb("settings").notNull().default({}),
  createdAt: createdAt(),
});

/** A user's role in an account. */
export const members = pgTable(
  "members",
  {
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => authUsers.id, { onDelete: "cascade" }),
    role: text("role", { enum: ["owner", "editor", "viewer"] }).notNull(),
    /** Whether notifications of the account are e-mailed to this member, too. */
    wantsEmails: boolean("wants_emails").notNull().default(true),
    /** Notifications up to here have been seen. */
    notificationsSeenAt: instant("notifications_seen_at"),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.userId] }),
    index("members_user").on(table.userId),
    check("members_role", sql`${table.role} in ('owner', 'editor', 'viewer')`),
  ],
);

/** What a user set for themselves, in every account. `keys`: `KeyOverrides` of `lib/accounts/schema.ts`. */
export const userSettings = pgTable("user_settings", {
  userId: text("user_id")
    .primaryKey()
    .references(() => authUsers.id, { onDelete: "cascade" }),
  keys: jsonb("keys").notNull().default({}),
  updatedAt: instant("updated_at").notNull().defaultNow(),
});

/** Bytes promised to work in flight; settled to the real size or released. */
export const quotaReservations = pgTable(
  "quota_reservations",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    purpose: text("purpose", { enum: ["import", "process", "clip"] }).notNull(),
    subjectId: uuid("subject_id").notNull(),
    state: text("state", { enum: ["reserved", "settled", "released"] })
      .notNull()
      .default("reserved"),
    reservedBytes: bytes("reserved_bytes").notNull(),
    settledBytes: bytes("settled_bytes"),
    expiresAt: instant("expires_at").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    index("quota_reservations_account_state").on(table.accountId, table.state),
    unique("quota_reservations_subject").on(table.subjectId, table.purpose),
    check("quota_reservations_state", sql`${table.state} in ('reserved', 'settled', 'released')`),
    check("quota_reservations_bytes", sql`${table.reservedBytes} >= 0`),
    check("quota_reservations_settled", sql`(${table.state} = 'settled') = (${table.settledBytes} is not null)`),
  ],
);
