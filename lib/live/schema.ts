import { z } from "zod";
import { liveKinds } from "./model.ts";

/**
 * One message of the channel. `access`: a session, user or member changed, so open streams are checked; it goes to no
 * page. `accountId` null: no account's matter.
 */
export const change = z.object({
  kind: z.enum([...liveKinds, "access"]),
  accountId: z.uuid().nullable(),
  /** The stream, VOD, highlight or subject of a job it is of; null: several, or not told. */
  subjectId: z.string().max(64).nullable(),
});
export type Change = z.infer<typeof change>;
