import { and, eq } from "drizzle-orm";
import { quotaReservations } from "#drizzle/schema/accounts.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import type { ReservationPurpose } from "./quota-reserve.ts";

type Reservation = { accountId: AccountId; subjectId: string; purpose: ReservationPurpose };

const open = (input: Reservation) =>
  and(
    eq(quotaReservations.accountId, input.accountId),
    eq(quotaReservations.subjectId, input.subjectId),
    eq(quotaReservations.purpose, input.purpose),
    eq(quotaReservations.state, "reserved"),
  );

/**
 * Turns a promise into what was really stored; the caller makes the objects live in the same transaction. Throws
 * `conflict` when the promise is gone or smaller than that: then nothing may become live, and the transaction ends.
 */
export async function settleReservation(tx: Tx, input: Reservation & { bytes: number }): Promise<void> {
  const [row] = await tx
    .update(quotaReservations)
    .set({ state: "settled", settledBytes: input.bytes })
    .where(open(input))
    .returning({ reservedBytes: quotaReservations.reservedBytes });
  if (!row || row.reservedBytes < input.bytes) {
    throw new AppError("conflict", "The room for this was given back while it was being made. Try again.", {
      details: { ...input, reservedBytes: row?.reservedBytes ?? null },
    });
  }
}

/** Gives a promise back: the work failed or was cancelled. False: no open promise. */
export async function releaseReservation(tx: Tx, input: Reservation): Promise<boolean> {
  const rows = await tx
    .update(quotaReservations)
    .set({ state: "released" })
    .where(open(input))
    .returning({ id: quotaReservations.id });
  return rows.length > 0;
}
