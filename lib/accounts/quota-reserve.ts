import { sql } from "drizzle-orm";
import { quotaReservations } from "#drizzle/schema/accounts.ts";
import type { Refusal } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { formatBytes } from "#lib/time.ts";
import { lockAccount } from "./lock-account.ts";
import { getQuotaUsage } from "./quota-usage.ts";

export type ReservationPurpose = "import" | "process" | "clip" | "render";

/** What is missing when the plan has no room. `missingBytes` is 0 when it is the number of clips that is used up. */
export type QuotaRefusal = Refusal<"quota_exceeded"> & { missingBytes: number };

const reservationHours = 24;

/**
 * Promises `bytes` to the work on `subjectId`, so that what is stored plus what is promised never exceeds the plan.
 * Locks the account row until the caller's transaction ends. Once a (subject, purpose): asked again it is resized, not
 * doubled. `clipVodId`: the work makes this clip, which must fit the plan's number of clips too.
 */
export async function reserveBytes(
  tx: Tx,
  input: {
    accountId: AccountId;
    subjectId: string;
    purpose: ReservationPurpose;
    bytes: number;
    now: Date;
    clipVodId?: string;
  },
): Promise<{ ok: true; reservationId: string } | QuotaRefusal> {
  await lockAccount(tx, input.accountId);
  const usage = await getQuotaUsage(tx, {
    accountId: input.accountId,
    except: { subjectId: input.subjectId, purpose: input.purpose },
    exceptClipVodId: input.clipVodId,
  });
  const missingBytes = usage.storedBytes + usage.reservedBytes + input.bytes - usage.maxBytes;
  if (missingBytes > 0) {
    return {
      ok: false,
      reason: "quota_exceeded",
      missingBytes,
      message: `This needs ${formatBytes(input.bytes)}, ${formatBytes(missingBytes)} more than is free: ${formatBytes(usage.storedBytes)} stored and ${formatBytes(usage.reservedBytes)} promised of ${formatBytes(usage.maxBytes)} on the plan ${usage.planName}. Delete VODs or clips, or move to a larger plan.`,
    };
  }
  if (input.clipVodId !== undefined && usage.clipCount + 1 > usage.maxClips) {
    return {
      ok: false,
      reason: "quota_exceeded",
      missingBytes: 0,
      message: `The plan ${usage.planName} keeps ${usage.maxClips} clips and you have ${usage.clipCount}. Delete clips you don't need, or move to a larger plan.`,
    };
  }
  const expiresAt = new Date(input.now.getTime() + reservationHours * 3_600_000);
  const [row] = await tx
    .insert(quotaReservations)
    .values({
      accountId: input.accountId,
      purpose: input.purpose,
      subjectId: input.subjectId,
      reservedBytes: input.bytes,
      expiresAt,
    })
    .onConflictDoUpdate({
      target: [quotaReservations.subjectId, quotaReservations.purpose],
      set: { state: "reserved", reservedBytes: input.bytes, settledBytes: null, expiresAt },
      setWhere: sql`${quotaReservations.accountId} = ${input.accountId}`,
    })
    .returning({ id: quotaReservations.id });
  if (!row) throw new Error("the reservation's subject belongs to another account");
  return { ok: true, reservationId: row.id };
}
