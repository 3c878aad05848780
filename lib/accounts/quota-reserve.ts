import { and, eq, sql } from "drizzle-orm";
import { quotaReservations } from "#drizzle/schema/accounts.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { lockAccount } from "./lock-account.ts";
import { type BucketName, type QuotaRefusal, refuseBytes, refuseCount } from "./model.ts";
import { getQuotaUsage } from "./quota-usage.ts";

/** `import`: an upload on its way in, `process`: a recording, `clip`: a clip, rendered ones too. */
export type ReservationPurpose = "import" | "process" | "clip";

export type ReserveInput = {
  accountId: AccountId;
  subjectId: string;
  purpose: ReservationPurpose;
  bytes: number;
  now: Date;
  /** The work makes this VOD or clip, which must fit the plan's number of them, too. */
  countsVodId?: string;
};

const reservationHours = 24;

export const bucketOf = (purpose: ReservationPurpose): BucketName => (purpose === "clip" ? "clips" : "vods");

/**
 * Promises `bytes` to the work on `subjectId`, so that what is stored plus what is promised never exceeds the plan.
 * Locks the account row until the caller's transaction ends. Once a (subject, purpose): asked again it is resized, not
 * doubled; a smaller size is always granted. The caller sees to it that the work is still wanted, in the same transaction.
 */
export async function reserveBytes(
  tx: Tx,
  input: ReserveInput,
): Promise<{ ok: true; reservationId: string } | QuotaRefusal> {
  const { accountId, subjectId, purpose, bytes } = input;
  await lockAccount(tx, accountId);
  const refusal = (await isHeld(tx, input)) ? null : await refuse(tx, input);
  if (refusal) return refusal;
  const expiresAt = new Date(input.now.getTime() + reservationHours * 3_600_000);
  const [row] = await tx
    .insert(quotaReservations)
    .values({ accountId, purpose, subjectId, reservedBytes: bytes, expiresAt })
    .onConflictDoUpdate({
      target: [quotaReservations.subjectId, quotaReservations.purpose],
      set: { state: "reserved", reservedBytes: bytes, settledBytes: null, expiresAt },
      setWhere: sql`${quotaReservations.accountId} = ${accountId}`,
    })
    .returning({ id: quotaReservations.id });
  if (!row) throw new Error("the reservation's subject belongs to another account");
  return { ok: true, reservationId: row.id };
}

/** Whether as much or more is promised already: a plan that was made smaller meanwhile breaks no promise. */
async function isHeld(tx: Tx, input: ReserveInput): Promise<boolean> {
  const [held] = await tx
    .select({ reservedBytes: quotaReservations.reservedBytes })
    .from(quotaReservations)
    .where(
      and(
        eq(quotaReservations.accountId, input.accountId),
        eq(quotaReservations.subjectId, input.subjectId),
        eq(quotaReservations.purpose, input.purpose),
        eq(quotaReservations.state, "reserved"),
      ),
    )
    // A release that isn't committed yet must not leave us with a promise that nobody checked.
    .for("update");
  return held !== undefined && held.reservedBytes >= input.bytes;
}

async function refuse(tx: Tx, input: ReserveInput): Promise<QuotaRefusal | null> {
  const { subjectId, purpose } = input;
  const usage = await getQuotaUsage(tx, {
    accountId: input.accountId,
    except: { subjectId, purpose },
    exceptVodId: input.countsVodId,
  });
  const bucket = bucketOf(purpose);
  return (
    refuseBytes(usage, bucket, input.bytes) ?? (input.countsVodId === undefined ? null : refuseCount(usage, bucket))
  );
}
