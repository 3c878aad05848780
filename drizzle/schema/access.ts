import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { accounts } from "./accounts.ts";
import { authUsers } from "./auth.ts";
import { createdAt, instant } from "./columns.ts";

/** Requests a client sent to the sign-in addresses lately. better-auth's `rateLimit` model. */
export const authRateLimits = pgTable("auth_rate_limits", {
  id: text("id").primaryKey(),
  key: text("key").notNull().unique(),
  count: integer("count").notNull(),
  /** Milliseconds since 1970. */
  lastRequest: bigint("last_request", { mode: "number" }).notNull(),
});

/**
 * Tries to sign in that have not succeeded, by whom they were for and where they came from. `key` is a hash, so that the
 * table holds no addresses; known and unknown users are counted alike.
 */
export const signInTries = pgTable(
  "sign_in_tries",
  {
    key: text("key").primaryKey(),
    tries: integer("tries").notNull(),
    lastTryAt: instant("last_try_at").notNull(),
    /** Tries until then are refused unread. */
    lockedUntil: instant("locked_until"),
  },
  (table) => [index("sign_in_tries_last").on(table.lastTryAt)],
);

/** Offers to join an account, for one e-mail address. The link's secret is kept as a hash only. */
export const invitations = pgTable(
  "invitations",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    email: text("email").notNull(),
    role: text("role", { enum: ["owner", "editor", "viewer"] }).notNull(),
    tokenHash: text("token_hash").notNull().unique(),
    /** The link went to the address by e-mail and nowhere else: who has it reads that mailbox. */
    isMailed: boolean("is_mailed").notNull(),
    invitedBy: text("invited_by").references(() => authUsers.id, { onDelete: "set null" }),
    expiresAt: instant("expires_at").notNull(),
    acceptedAt: instant("accepted_at"),
    revokedAt: instant("revoked_at"),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("invitations_one_open")
      .on(table.accountId, table.email)
      .where(sql`${table.acceptedAt} is null and ${table.revokedAt} is null`),
    check("invitations_role", sql`${table.role} in ('owner', 'editor', 'viewer')`),
    check("invitations_ended_once", sql`${table.acceptedAt} is null or ${table.revokedAt} is null`),
  ],
);

/** Keys by which programs act for a user in one account. The key is kept as a hash only; `hint` is its beginning. */
export const apiKeys = pgTable(
  "api_keys",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => authUsers.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    hint: text("hint").notNull(),
    keyHash: text("key_hash").notNull().unique(),
    scopes: text("scopes", { enum: ["read", "write", "cut", "admin"] })
      .array()
      .notNull(),
    expiresAt: instant("expires_at"),
    revokedAt: instant("revoked_at"),
    lastUsedAt: instant("last_used_at"),
    /** Requests since `windowStartedAt`: the rate limit. */
    windowStartedAt: instant("window_started_at").notNull().defaultNow(),
    windowCount: integer("window_count").notNull().default(0),
    createdAt: createdAt(),
  },
  (table) => [
    index("api_keys_user").on(table.userId),
    index("api_keys_account").on(table.accountId),
    check("api_keys_scopes", sql`cardinality(${table.scopes}) > 0`),
  ],
);

/** What was answered to a request with an idempotency key, so that the same one sent again gets the same answer. */
export const keptAnswers = pgTable(
  "kept_answers",
  {
    /** The user or API key that asked, and for which account. */
    caller: text("caller").notNull(),
    key: text("key").notNull(),
    requestHash: text("request_hash").notNull(),
    /** Null while the request is worked on. */
    status: integer("status"),
    contentType: text("content_type"),
    body: jsonb("body"),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.caller, table.key] }), index("kept_answers_created").on(table.createdAt)],
);
