import { adminActions } from "#drizzle/schema/operations.ts";
import type { Queryable } from "#lib/platform/db/client.ts";

/** Who operates the installation; the caller has checked that they do. `userId` null: by the command line, on its machine. */
export type Operator = { userId: string | null };

export const atTheMachine: Operator = { userId: null };

/** Writes down what an operator does, in the transaction that does it. */
export async function noteAction(
  tx: Queryable,
  entry: {
    operator: Operator;
    action: (typeof adminActions.$inferInsert)["action"];
    subject: string;
    accountId?: string | null;
    subjectId?: string;
  },
): Promise<void> {
  const { operator, ...row } = entry;
  await tx.insert(adminActions).values({ actorUserId: operator.userId, ...row });
}
