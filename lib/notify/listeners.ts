import { and, eq } from "drizzle-orm";
import { vods } from "#drizzle/schema/vods.ts";
import type { AccountId } from "#lib/ids.ts";
import { type EventName, type EventPayload, events } from "#lib/outbox.ts";
import type { Queryable } from "#lib/platform/db/client.ts";
import { listTitles, type Mailing, type Notice } from "./model.ts";

/** What an event is told as; null: nobody is told. */
export type Told = { notice: Notice; mailing: Mailing } | null;

type Event<Name extends EventName> = { accountId: AccountId; outboxId: string; payload: EventPayload<Name> };
type Listener<Name extends EventName> = (db: Queryable, event: Event<Name>) => Promise<Told>;

/** How long clips of one recording gather for one e-mail. */
const gatherSeconds = 60;

const listeners: { [Name in EventName]: Listener<Name> } = {
  "stream.archived": async (_db, { payload, outboxId }) => {
    // A clip is a VOD, too; who waits for streams isn't told of it, whoever emits it.
    if (payload.kind === "highlight") return null;
    const href = payload.streamId === null ? null : `/streams/${payload.streamId}`;
    const text = `"${payload.title}" is processed. Its highlights follow by themselves.`;
    return { notice: { title: "Stream archived", text, href }, mailing: { group: outboxId, delaySeconds: 0 } };
  },
  "clip.ready": async (db, { accountId, payload }) => {
    const title = await titleOf(db, accountId, payload.clipVodId);
    const source = await titleOf(db, accountId, payload.sourceVodId);
    if (title === null) return null;
    const text = source === null ? `"${title}" can be watched.` : `"${title}" from "${source}" can be watched.`;
    const href = `/clips?vod=${payload.sourceVodId}`;
    const mailing = { group: `clips:${payload.sourceVodId}`, delaySeconds: gatherSeconds };
    return { notice: { title: "Clip ready", text, href }, mailing };
  },
  "clip.skipped": async (_db, { payload }) => {
    const text = `"${payload.title}": ${payload.message}`;
    const mailing = { group: `skipped:${payload.sourceVodId}`, delaySeconds: gatherSeconds };
    return { notice: { title: "Clip not cut: no room", text, href: "/storage" }, mailing };
  },
  "vods.expired": async (_db, { payload, outboxId }) => {
    const until = payload.restoreUntil.slice(0, 10);
    const text = `${listTitles(payload.vods)}: older than the ${payload.retentionDays} days your plan keeps recordings. Restore until ${until}; clips stay.`;
    return {
      notice: { title: "Moved to the trash", text, href: "/storage" },
      mailing: { group: outboxId, delaySeconds: 0 },
    };
  },
  "vods.evicted": async (_db, { payload }) => {
    const text = `${listTitles(payload.vods)} made room for something new. Pin or approve what must stay.`;
    return {
      notice: { title: "Deleted to make room", text, href: "/storage" },
      mailing: { group: "evicted", delaySeconds: gatherSeconds },
    };
  },
};

/** What is told of an event of the outbox. Events of another version's making are told to nobody. */
export async function listen(
  db: Queryable,
  row: { id: string; accountId: string; event: string; payload: unknown },
): Promise<Told> {
  const name = row.event as EventName;
  const schema = events[name];
  const parsed = schema?.safeParse(row.payload);
  if (!parsed?.success) return null;
  const listener = listeners[name] as Listener<EventName>;
  const event = { accountId: row.accountId as AccountId, outboxId: row.id, payload: parsed.data };
  return listener(db, event as Event<EventName>);
}

async function titleOf(db: Queryable, accountId: AccountId, vodId: string): Promise<string | null> {
  const [row] = await db
    .select({ title: vods.title })
    .from(vods)
    .where(and(eq(vods.accountId, accountId), eq(vods.id, vodId)));
  return row?.title ?? null;
}
