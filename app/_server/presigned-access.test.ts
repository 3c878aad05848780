import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { members } from "#drizzle/schema/accounts.ts";
import { insertVideo } from "#lib/vods/testing.ts";
import { GET as media } from "../api/v1/vods/[id]/media/route.ts";
import { ask, startTestWeb, withParams } from "./testing/web-test.ts";

// Signing an address asks no store: this one doesn't exist.
const store = {
  S3_ENDPOINT: "http://127.0.0.1:9",
  S3_BUCKET: "vods",
  S3_ACCESS_KEY_ID: "access-key",
  S3_SECRET_ACCESS_KEY: "secret-key",
  S3_PLAYBACK: "presigned",
};
let web: Awaited<ReturnType<typeof startTestWeb>>;
let owner: Awaited<ReturnType<typeof web.signUp>>;
let vodId: string;
beforeAll(async () => {
  web = await startTestWeb(store);
  owner = await web.signUp("owner");
  ({ vodId } = await insertVideo(web.ctx, { accountId: owner.accountId, durationSeconds: 10 }));
});
afterAll(() => web.stop());

const open = (cookie: string | undefined, id = vodId) =>
  media(ask(`/api/v1/vods/${id}/media`, { cookie, headers: { range: "bytes=0-99" } }), withParams({ id }));

test("the store's own address is signed for members, and only after they were checked", async () => {
  const stranger = await web.signUp("stranger");
  const mine = await open(owner.cookie);
  expect(mine.status).toBe(307);
  expect(mine.headers.get("location")).toMatch(/^http:\/\/127\.0\.0\.1:9\/vods\/.*X-Amz-Signature=/);
  expect(mine.headers.get("location")).not.toContain("secret-key");

  const theirs = await open(stranger.cookie);
  const missing = await open(stranger.cookie, randomUUID());
  expect([theirs.status, theirs.headers.get("location")]).toEqual([404, null]);
  expect(await theirs.text()).toBe(await missing.text());
  expect((await open(undefined)).status).toBe(401);

  await web.ctx.db.delete(members).where(eq(members.userId, owner.userId));
  expect((await open(owner.cookie)).status).toBe(404);
});

test("a browser keeps the redirect for itself and its session, and never as long as the signature lives", async () => {
  const member = await web.signUp("another");
  const { vodId: id } = await insertVideo(web.ctx, { accountId: member.accountId, durationSeconds: 10 });
  const { headers, status } = await open(member.cookie, id);
  expect(status).toBe(307);
  const reuse = /^private, max-age=(\d+)$/.exec(headers.get("cache-control") ?? "");
  const signedSeconds = Number(new URL(headers.get("location")!).searchParams.get("X-Amz-Expires"));
  // A player that reuses it at the last moment has minutes left to read the segment.
  expect(Number(reuse?.[1])).toBeLessThanOrEqual(signedSeconds / 2);
  expect(signedSeconds).toBeLessThanOrEqual(600);
  expect(headers.get("vary")?.toLowerCase().split(", ")).toEqual(expect.arrayContaining(["cookie", "authorization"]));
  // Refusals are kept by nobody.
  expect((await open(undefined, id)).headers.get("cache-control")).toBe("no-store");
});
