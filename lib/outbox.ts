import { z } from "zod";
import { outbox } from "#drizzle/schema/operations.ts";
import { enqueueJob } from "./jobs.ts";
import type { Queryable } from "./platform/db/client.ts";

const id = z.uuid();
const named = z.object({ vodId: id, title: z.string(), sizeBytes: z.number().int().nonnegative() });

/** Everything that is told to people, with what is known of it when it happens. */
export const events = {
  /** A stream's recording was processed and stored. Never a clip: that is `clip.ready`. */
  "stream.archived": z.object({ vodId: id, streamId: id.nullable(), kind: z.string(), title: z.string() }),
  "clip.ready": z.object({
    clipVodId: id,
    highlightId: id,
    sourceVodId: id,
    attempt: z.number().int(),
    title: z.string().optional(),
    sourceTitle: z.string().optional(),
  }),
  /** Recordings went to the trash at the end of the plan's retention. */
  "vods.expired": z.object({ vods: z.array(named), retentionDays: z.number(), restoreUntil: z.iso.datetime() }),
  /** The oldest were deleted to make room. */
  "vods.evicted": z.object({ vods: z.array(named) }),
  /** A clip that was asked for didn't fit when it was cut. */
  "clip.skipped": z.object({ clipVodId: id, highlightId: id, sourceVodId: id, title: z.string(), message: z.string() }),
} as const;

export type EventName = keyof typeof events;
export type EventPayload<Name extends EventName> = z.infer<(typeof events)[Name]>;

/**
 * Notes that something happened, in the transaction that makes it so, and has it delivered. `dedupeKey` names the
 * occurrence: noted again, it is told once.
 */
export async function emitEvent<Name extends EventName>(
  tx: Queryable,
  input: { accountId: string; event: Name; dedupeKey: string; payload: EventPayload<Name> },
): Promise<void> {
  const { accountId, event, dedupeKey } = input;
  const payload = events[event].parse(input.payload);
  const noted = await tx
    .insert(outbox)
    .values({ accountId, event, dedupeKey: `${event}:${dedupeKey}`, payload })
    .onConflictDoNothing({ target: outbox.dedupeKey })
    .returning({ id: outbox.id });
  if (noted.length > 0) await enqueueJob(tx, "deliver_outbox", { accountId });
}
