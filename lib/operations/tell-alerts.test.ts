import http from "node:http";
import type { AddressInfo } from "node:net";
import { asc, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { alertMessages, alerts } from "#drizzle/schema/operations.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { raiseAlert } from "#lib/platform/raise-alert.ts";
import { resolveAlert } from "#lib/platform/resolve-alert.ts";
import { openSmtpSink } from "#lib/platform/testing/smtp-sink.ts";
import type { PointName } from "#lib/points.ts";
import { createTestContext } from "#lib/vods/testing.ts";
import { tellAlerts } from "./tell-alerts.ts";
import { watchInstallation } from "./watch-installation.ts";

let world: Awaited<ReturnType<typeof createTestContext>>;
let ctx: Ctx;
let sink: Awaited<ReturnType<typeof openSmtpSink>>;
let server: http.Server;
type Posted = { status: string; cause: string; count: number; idempotencyKey: unknown };
const posted: Posted[] = [];
let webhookStatus = 200;

beforeAll(async () => {
  sink = await openSmtpSink();
  server = http.createServer(async (request, reply) => {
    const body = Buffer.concat(await request.toArray()).toString();
    if (webhookStatus === 200) {
      posted.push({ ...JSON.parse(body), idempotencyKey: request.headers["idempotency-key"] });
    }
    reply.writeHead(webhookStatus).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  world = await createTestContext({
    SMTP_URL: sink.url,
    MAIL_FROM: "vods@example.com",
    ALERT_EMAIL: "operator@example.com",
    ALERT_WEBHOOK_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    FETCH_PRIVATE_HOSTS: "127.0.0.1",
  });
  ctx = world.ctx;
});
afterAll(async () => {
  await world.close();
  await sink.close();
  server.close();
});
beforeEach(async () => {
  await ctx.db.execute(sql`truncate alerts, alert_messages`);
  posted.length = 0;
  sink.mails.length = 0;
  sink.moods.length = 0;
  webhookStatus = 200;
});

const later = (minutes: number): Ctx => ({ ...ctx, now: () => new Date(Date.now() + minutes * 60_000) });
const raise = (at = ctx) => raiseAlert(at, { cause: "test", severity: "warning", text: "Something." });
const counts = () => [posted.length, sink.mails.length];
const statuses = () => posted.map((one) => one.status);
const subjects = () => sink.mails.map((one) => one.headers.subject);
const messages = () => ctx.db.select().from(alertMessages).orderBy(asc(alertMessages.createdAt));

test("trouble is told once by e-mail and webhook, counted while it lasts, and told as over when it is", async () => {
  const away = () => Promise.reject(new AppError("store_unavailable", "The S3 server can't be reached."));
  const down = { ...ctx, store: { ...ctx.store, findObject: away } };
  for (let look = 0; look < 3; look += 1) expect(await watchInstallation(down)).toBe(1);
  expect(await tellAlerts(ctx)).toBe(2);
  expect(await tellAlerts(ctx)).toBe(0);
  expect(posted).toMatchObject([{ status: "open", cause: "store:away", count: 3 }]);
  expect(sink.mails).toHaveLength(1);
  expect(await watchInstallation(ctx)).toBe(0);
  expect(await tellAlerts(ctx)).toBe(2);
  expect(statuses()).toEqual(["open", "resolved"]);
  expect(subjects()).toEqual([
    expect.stringMatching(/^Alert: The object store/),
    expect.stringMatching(/^Over: The object store/),
  ]);
  expect(await tellAlerts(later(10))).toBe(0);
});

test("a webhook that fails holds no e-mail back, and is asked again until it works; the e-mail isn't repeated", async () => {
  await raise();
  webhookStatus = 503;
  expect(await tellAlerts(ctx)).toBe(1);
  expect(await tellAlerts(ctx)).toBe(0);
  expect(await tellAlerts(later(2))).toBe(0);
  expect(counts()).toEqual([0, 1]);
  webhookStatus = 200;
  expect(await tellAlerts(later(10))).toBe(1);
  expect(await tellAlerts(later(20))).toBe(0);
  expect(counts()).toEqual([1, 1]);
});

test("a mail server that refuses repeats no webhook", async () => {
  await raise();
  sink.moods.push("refuse", "hang up");
  expect(await tellAlerts(ctx)).toBe(1);
  expect(await tellAlerts(later(2))).toBe(0);
  expect(await tellAlerts(later(10))).toBe(1);
  // The one that hung up had it already: told again, under the same id.
  expect(counts()).toEqual([1, 2]);
  expect(new Set(sink.mails.map((one) => one.headers["message-id"])).size).toBe(1);
});

test.each(["alert.noting", "alert.claimed", "alert.sent"] as const)(
  "a process that dies at %s loses no message; what is told again has the id it had",
  async (at) => {
    await raise();
    const atPoint = (point: PointName) => {
      if (point === at) throw new Error("killed");
    };
    await expect(tellAlerts({ ...ctx, atPoint })).rejects.toThrow("killed");
    // The channel it didn't get to is told at once; its own as soon as it is taken for dead.
    await tellAlerts(ctx);
    await tellAlerts(later(6));
    const keys = [...posted.map((one) => one.idempotencyKey), ...sink.mails.map((one) => one.headers["message-id"])];
    expect(keys).toHaveLength(at === "alert.sent" ? 3 : 2);
    expect(new Set(keys).size).toBe(2);
    expect((await messages()).map((one) => one.state)).toEqual(["sent", "sent"]);
  },
);

test("processes side by side tell it once", async () => {
  await raise();
  await Promise.all(Array.from({ length: 5 }, () => tellAlerts(ctx)));
  expect(counts()).toEqual([1, 1]);
});

test("trouble that is over before it could be told by a channel is told there as over only", async () => {
  await raise();
  webhookStatus = 503;
  await tellAlerts(ctx);
  await resolveAlert(ctx, "test");
  webhookStatus = 200;
  await tellAlerts(ctx);
  await tellAlerts(later(10));
  expect(statuses()).toEqual(["resolved"]);
  expect(subjects()).toEqual(["Warning: Something.", "Over: Something."]);
});

test("one that is just being sent keeps its place before the news that it is over", async () => {
  await raise();
  await tellAlerts(ctx);
  const isWebhook = eq(alertMessages.channel, "webhook");
  await ctx.db.update(alertMessages).set({ state: "sending", claimedAt: ctx.now() }).where(isWebhook);
  await resolveAlert(ctx, "test");
  posted.length = 0;
  await tellAlerts(ctx);
  expect(statuses()).toEqual([]);
  await tellAlerts(later(6));
  expect(posted.map((one) => one.idempotencyKey)).toEqual([
    expect.stringMatching(/:open$/),
    expect.stringMatching(/:resolved$/),
  ]);
});

test("after a day of tries a message is given up, with the reason in its row and without the address's secret", async () => {
  await raise();
  webhookStatus = 500;
  await tellAlerts(ctx);
  await ctx.db.update(alertMessages).set({ tries: 15 }).where(eq(alertMessages.channel, "webhook"));
  await tellAlerts(later(2));
  const [given] = await ctx.db.select().from(alertMessages).where(eq(alertMessages.state, "failed"));
  expect(given).toMatchObject({ channel: "webhook", tries: 16, failureText: expect.stringContaining("500") });
  expect(given!.failureText).not.toContain(ctx.config.alerts.webhookUrl);
  expect(await tellAlerts(later(600))).toBe(0);
});

test("with nobody to tell nothing is noted; whoever is set up later hears what lasts, not what was over long ago", async () => {
  const nobody = { ...ctx, config: { ...ctx.config, alerts: { email: undefined, webhookUrl: undefined } } };
  await raise(later(-60 * 48));
  await ctx.db.update(alerts).set({ resolvedAt: later(-60 * 47).now() });
  await raiseAlert(ctx, { cause: "lasts", severity: "critical", text: "It lasts." });
  expect(await tellAlerts(nobody)).toBe(0);
  expect(await messages()).toEqual([]);
  expect(await tellAlerts(ctx)).toBe(2);
  expect(posted.map((one) => one.cause)).toEqual(["lasts"]);
});
