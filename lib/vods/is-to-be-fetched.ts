import { and, eq, sql } from "drizzle-orm";
import { vods } from "#drizzle/schema/vods.ts";
import type { AccountId } from "#lib/ids.ts";

/** Condition: the VOD's file is still to be fetched from the address its owner gave. */
export const isToBeFetched = (input: { accountId: AccountId; vodId: string }) =>
  and(
    eq(vods.accountId, input.accountId),
    eq(vods.id, input.vodId),
    eq(vods.state, "imported"),
    sql`${vods.source}->>'kind' = 'url'`,
  );
