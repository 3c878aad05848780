import { randomUUID } from "node:crypto";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { members } from "#drizzle/schema/accounts.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import { emails, notifications, outbox } from "#drizzle/schema/operations.ts";
import { createUser } from "#lib/accounts/create-user.ts";
import { cutClips } from "#lib/clips/cut-clips.ts";
import { requestCuts } from "#lib/clips/request-cuts.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { emitEvent } from "#lib/outbox.ts";
import { openMailer } from "#lib/platform/mailer.ts";
import { openSmtpSink } from "#lib/platform/testing/smtp-sink.ts";
import type { PointName } from "#lib/points.ts";
import { importVod } from "#lib/vods/import-vod.ts";
import { processVod } from "#lib/vods/process-vod.ts";
import { getMedia } from "#lib/vods/queries.ts";
import { createTestContext, insertVideo, makeTestMedia } from "#lib/vods/testing.ts";
import { deliverOutbox, listUndelivered } from "./deliver-outbox.ts";
import { composeMail } from "./model.ts";
import { getBell, seeNotifications, setEmailWish } from "./queries.ts";
import { sendDueEmails } from "./send-emails.ts";

const minuteMs = 60_000;
let world: Awaited<ReturnType<typeof createTestContext>>;
let sink: Awaited<ReturnType<typeof openSmtpSink>>;
let ctx: Ctx;
let accountId: AccountId;
let ownerId: string;
beforeAll(async () => {
  sink = await openSmtpSink();
  world = await createTestContext({ SMTP_URL: sink.url, MAIL_FROM: "VOD Manager <vods@example.com>" });
  ({ ctx, accountId } = world);
  ownerId = await join("owner");
  await join("viewer");
});
afterAll(async () => {
  await sink.close();
  await world.close();
});
beforeEach(async () => {
  for (const table of [emails, notifications, outbox]) await ctx.db.delete(table);
  sink.mails.length = 0;
});

async function join(role: "owner" | "viewer"): Promise<string> {
  const userId = await createUser(ctx, { email: `${role}@example.com`, password: "correct horse", name: role });
  await ctx.db.insert(members).values({ accountId, userId, role });
  return userId;
}

const later = (ms: number): Ctx => ({ ...ctx, now: () => new Date(Date.now() + ms) });

async function send(at = ctx): Promise<number> {
  const mailer = openMailer(at.config.mail!);
  try {
    return await sendDueEmails(at, { mailer });
  } finally {
    mailer.close();
  }
}

const archived = (vodId: string, kind = "upload") =>
  emitEvent(ctx.db, {
    accountId,
    event: "stream.archived",
    dedupeKey: vodId,
    payload: { vodId, streamId: null, kind, title: "Friday night" },
  });

const bell = () => getBell(ctx, { accountId, userId: ownerId });
const subjects = () => sink.mails.map((mail) => mail.headers.subject);

test("a recording is told as archived, its clips as ready and never as archived; e-mails counted", async () => {
  const video = await makeTestMedia(ctx, path.join(world.dir, "night.mp4"), { seconds: 12 });
  const imported = await importVod(ctx, { accountId, filePath: video, fileName: "Friday night.mp4", take: "link" });
  if (!imported.ok) throw new Error(imported.message);
  const { vodId } = imported;
  expect(await processVod(ctx, { accountId, vodId, report: () => {} })).toEqual({ ok: true });
  const { index } = await getMedia(ctx, { accountId, vodId });
  const timescale = index.videoTimescale;
  const bounds = [1, 4, 7].map((start) => ({
    detectedStartTicks: start * timescale,
    detectedEndTicks: (start + 2) * timescale,
  }));
  await ctx.db
    .insert(highlights)
    .values(bounds.map((one) => ({ accountId, vodId, origin: "manual" as const, timescale, title: "Wow", ...one })));
  await requestCuts(ctx, { accountId, vodId, highlightIds: "all", mode: "fast", actorUserId: null });
  expect(await cutClips(ctx, { accountId, vodId, report: () => {} })).toEqual({ ok: true, readyCount: 3 });

  expect(await deliverOutbox(ctx, { accountId })).toBe(4);
  const { notifications: told, newCount } = await bell();
  expect(told.map((one) => one.title).sort()).toEqual(["Clip ready", "Clip ready", "Clip ready", "Stream archived"]);
  expect(newCount).toBe(4);
  expect(await send()).toBe(1);
  expect(await send(later(2 * minuteMs))).toBe(1);
  // One of the stream, one of the three clips together; the viewer gets none.
  expect(subjects()).toEqual(["Stream archived", "Clip ready (3)"]);
  expect(sink.mails.flatMap((mail) => mail.to)).toEqual(["owner@example.com", "owner@example.com"]);
  expect(sink.mails[0]!.headers.from).toBe("VOD Manager <vods@example.com>");
  expect(sink.mails[1]!.text).toContain('"Wow" from "Friday night" can be watched.');
  expect(sink.mails[1]!.text).toContain(`${ctx.config.appUrl}/clips?vod=${vodId}`);
});

test("whoever says a clip was archived as a stream: nobody is told", async () => {
  await archived(randomUUID(), "highlight");
  expect(await deliverOutbox(ctx, { accountId })).toBe(1);
  expect((await bell()).notifications).toEqual([]);
  expect(await send(later(minuteMs))).toBe(0);
  expect(sink.mails).toEqual([]);
});

test("an event noted twice, and delivered by two at once, is told once", async () => {
  const { vodId } = await insertVideo(ctx, { accountId, durationSeconds: 10 });
  await Promise.all(Array.from({ length: 5 }, () => archived(vodId)));
  await Promise.all(Array.from({ length: 5 }, () => deliverOutbox(ctx, { accountId })));
  expect((await bell()).notifications).toHaveLength(1);
  await Promise.all(Array.from({ length: 5 }, () => send()));
  expect(sink.mails).toHaveLength(1);
});

test.each(["notifications", "emails", "outbox"])(
  "a crash while %s is written leaves the event whole; it is delivered once after that",
  async (table) => {
    await archived(randomUUID());
    await ctx.db.execute(sql`
      create function crash() returns trigger language plpgsql as $$ begin raise exception 'crash'; end $$`);
    const at = sql.raw(
      `create trigger crash before insert or update on ${table} for each row execute function crash()`,
    );
    await ctx.db.execute(at);
    await expect(deliverOutbox(ctx, { accountId })).rejects.toThrow();
    await ctx.db.execute(sql`drop function crash() cascade`);
    expect(await ctx.db.select().from(notifications)).toEqual([]);
    expect(await listUndelivered(ctx)).toEqual([accountId]);
    await deliverOutbox(ctx, { accountId });
    await send();
    expect((await bell()).notifications).toHaveLength(1);
    expect(sink.mails).toHaveLength(1);
    expect(await listUndelivered(ctx)).toEqual([]);
  },
);

test("a worker that dies after the server's yes sends again under the same Message-ID", async () => {
  await archived(randomUUID());
  await deliverOutbox(ctx, { accountId });
  const atPoint = (point: PointName) => {
    if (point === "mail.sent") throw new Error("killed");
  };
  const dies = send({ ...ctx, atPoint });
  await expect(dies).rejects.toThrow("killed");
  expect(await send(later(5 * minuteMs))).toBe(0);
  expect(await send(later(11 * minuteMs))).toBe(1);
  expect(sink.mails).toHaveLength(2);
  expect(new Set(sink.mails.map((mail) => mail.headers["message-id"])).size).toBe(1);
});

test("a server that refuses or hangs up is asked again later, with the waits doubling; then it is given up", async () => {
  await archived(randomUUID());
  await deliverOutbox(ctx, { accountId });
  sink.moods.push("refuse");
  expect(await send()).toBe(0);
  expect(await send()).toBe(0);
  const [waiting] = await ctx.db.select().from(emails);
  expect(waiting).toMatchObject({ state: "pending", tries: 1, failureText: expect.stringContaining("451") });
  expect(await send(later(1.5 * minuteMs))).toBe(1);
  expect(sink.mails).toHaveLength(1);

  await archived(randomUUID());
  await deliverOutbox(ctx, { accountId });
  await ctx.db.update(emails).set({ tries: 15 }).where(eq(emails.state, "pending"));
  sink.moods.push("refuse");
  await send();
  expect(await ctx.db.select().from(emails).where(eq(emails.state, "failed"))).toHaveLength(1);
});

test("seen is seen by oneself alone, and e-mails stop for who doesn't want them", async () => {
  await archived(randomUUID());
  await deliverOutbox(ctx, { accountId });
  const [newest] = (await bell()).notifications;
  await seeNotifications(ctx, { accountId, userId: ownerId, upTo: newest!.createdAt });
  expect((await bell()).newCount).toBe(0);
  await setEmailWish(ctx, { accountId, userId: ownerId, wantsEmails: false });
  await archived(randomUUID());
  await deliverOutbox(ctx, { accountId });
  expect(await bell()).toMatchObject({ newCount: 1, wantsEmails: false, sendsEmails: true });
  expect(await ctx.db.select().from(emails).where(eq(emails.state, "pending"))).toHaveLength(1);
  await setEmailWish(ctx, { accountId, userId: ownerId, wantsEmails: true });
});

test("titles of strangers can't add lines to the subject", () => {
  const items = [{ title: "a\r\nBcc: x@y.z", text: "t", href: null }];
  expect(composeMail({ items, accountName: "A", appUrl: "https://vods.example" }).subject).toBe("a Bcc: x@y.z");
});
