import { sql } from "drizzle-orm";
import type { Ctx } from "#lib/context.ts";
import { hashSecret } from "#lib/platform/secret.ts";

/** How many tries in a row are free, how long the first lock is, and the longest. Each further try doubles it. */
type Limit = { freeTries: number; firstLockMs: number; longestLockMs: number };

const second = 1_000;
const minute = 60 * second;

/** For one user, from anywhere: a guesser gets about 40 tries a day, and a user locked out waits an hour at most. */
export const userLimit: Limit = { freeTries: 8, firstLockMs: 30 * second, longestLockMs: 60 * minute };
/** From one address, for anybody: a household or an office shares one. */
export const addressLimit: Limit = { freeTries: 30, firstLockMs: minute, longestLockMs: 60 * minute };
/** After so long without a try, counting begins anew. */
export const forgetAfterMs = 24 * 60 * minute;

export type SignInTry =
  | { ok: true }
  | { ok: false; reason: "user_locked" | "address_locked"; retryAfterSeconds: number };

/**
 * Counts a try to sign in before its password is looked at, so that a thousand sent at once are a thousand tries.
 * Refused while the user or the address is locked; a user that doesn't exist is counted like one that does.
 */
export async function takeSignInTry(
  ctx: Pick<Ctx, "db" | "now">,
  input: { email: string; address: string | null },
): Promise<SignInTry> {
  const { address } = input;
  const fromAddress = address === null ? null : await count(ctx, addressKey(address), addressLimit);
  if (fromAddress !== null) return { ok: false, reason: "address_locked", retryAfterSeconds: fromAddress };
  const ofUser = await count(ctx, userKey(input.email), userLimit);
  if (ofUser !== null) return { ok: false, reason: "user_locked", retryAfterSeconds: ofUser };
  return { ok: true };
}

/** Forgets a user's tries: they signed in, or proved by e-mail who they are. The address's own are not forgiven whole. */
export async function forgetSignInTries(
  ctx: Pick<Ctx, "db">,
  input: { email: string; address?: string | null },
): Promise<void> {
  await ctx.db.execute(sql`delete from sign_in_tries where key = ${userKey(input.email)}`);
  if (!input.address) return;
  // Else somebody with a user of their own could guess at others without end, signing in between.
  await ctx.db.execute(
    sql`update sign_in_tries set tries = greatest(0, tries - 1) where key = ${addressKey(input.address)}`,
  );
}

const userKey = (email: string) => hashSecret(`user:${email.trim().toLowerCase()}`);
const addressKey = (address: string) => hashSecret(`address:${address}`);

/**
 * Counts one try unless tries are refused now; returns null, or for how many seconds they are. The row's lock makes tries
 * sent together come one after the other. A try that uses up the free ones is still read, and locks those after it.
 */
async function count(ctx: Pick<Ctx, "db" | "now">, key: string, limit: Limit): Promise<number | null> {
  const at = sql`${ctx.now().toISOString()}::timestamptz`;
  const isOld = sql`t.last_try_at < ${at} - make_interval(secs => ${forgetAfterMs / 1000})`;
  const next = sql`(case when ${isOld} then 1 else t.tries + 1 end)`;
  const lockSeconds = sql`least(${limit.longestLockMs / 1000}::float8,
    ${limit.firstLockMs / 1000}::float8 * power(2::float8, least(30, ${next} - ${limit.freeTries})))`;
  const { rows: taken } = await ctx.db.execute(sql`
    insert into sign_in_tries as t (key, tries, last_try_at) values (${key}, 1, ${at})
    on conflict (key) do update set
      tries = ${next},
      last_try_at = ${at},
      locked_until = case when ${next} >= ${limit.freeTries} then ${at} + make_interval(secs => ${lockSeconds}) end
    where t.locked_until is null or t.locked_until <= ${at}
    returning 1`);
  if (taken.length > 0) return null;
  const { rows } = await ctx.db.execute<{ seconds: number }>(sql`
    select ceil(extract(epoch from locked_until - ${at}))::float8 as seconds from sign_in_tries where key = ${key}`);
  return Math.max(1, rows[0]?.seconds ?? 1);
}

/** Deletes what no longer counts. Returns how many. */
export async function deleteOldSignInTries(ctx: Pick<Ctx, "db" | "now">): Promise<number> {
  const oldest = new Date(ctx.now().getTime() - forgetAfterMs).toISOString();
  const { rowCount } = await ctx.db.execute(sql`delete from sign_in_tries where last_try_at < ${oldest}::timestamptz`);
  return rowCount ?? 0;
}
