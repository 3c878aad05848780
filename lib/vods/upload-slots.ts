import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";

/** Files an account may send to one web process at a time. Ours are sent one after the other; a few tabs do no harm. */
export const mostUploads = 6;

const underWay = new Map<AccountId, number>();

/** Counts an upload in; returns how to count it out, once. Throws `cap_reached`. */
export function takeUploadSlot(accountId: AccountId): () => void {
  const count = underWay.get(accountId) ?? 0;
  if (count >= mostUploads) {
    throw new AppError(
      "cap_reached",
      `${mostUploads} files are being sent already. Wait until one is through, then send this one.`,
    );
  }
  underWay.set(accountId, count + 1);
  let isOut = false;
  return () => {
    if (isOut) return;
    isOut = true;
    const left = (underWay.get(accountId) ?? 1) - 1;
    if (left > 0) underWay.set(accountId, left);
    else underWay.delete(accountId);
  };
}
