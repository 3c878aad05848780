import { randomUUID } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, type TestContext, test } from "vitest";
import { media, storedObjects, vods } from "#drizzle/schema/vods.ts";
import { openTestS3, type TestS3 } from "#lib/platform/object-store/testing/open-test-s3.ts";
import { createTestContext, insertVideo } from "#lib/vods/testing.ts";
import { type SweeperName, sweepers } from "./sweepers.ts";

let s3: TestS3 | string = "not tried yet";
let world: Awaited<ReturnType<typeof createTestContext>> | undefined;
beforeAll(async () => {
  s3 = await openTestS3();
  if (typeof s3 === "string") return void process.stderr.write(`Sweepers on a real S3 server skipped: ${s3}.\n`);
  world = await createTestContext({
    S3_ENDPOINT: s3.s3.endpoint!,
    S3_BUCKET: s3.s3.bucket,
    S3_ACCESS_KEY_ID: s3.s3.accessKeyId,
    S3_SECRET_ACCESS_KEY: s3.s3.secretAccessKey,
    S3_FORCE_PATH_STYLE: "true",
  });
}, 300_000);
afterAll(async () => {
  await world?.ctx.cache.close();
  await world?.close();
  if (typeof s3 !== "string") await s3.stop();
});

/** The world on the real server; skips the test where there is none. */
function open(task: TestContext) {
  if (typeof s3 === "string" || !world) return task.skip(typeof s3 === "string" ? s3 : "no world");
  return { ...world, bucket: s3.s3 };
}

/** Runs a sweeper as it would run that much later. */
function sweep(name: SweeperName, hours: number): Promise<number> {
  const now = () => new Date(Date.now() + hours * 3_600_000);
  return sweepers.find((one) => one.name === name)!.run({ ...world!.ctx, now });
}

test("an upload in parts that was left is aborted after a day, by the schedule's sweeper, and can't be gone on with", async (task) => {
  const { ctx, bucket } = open(task);
  await ctx.store.putBytes("accounts/kept", Buffer.from("kept"));
  const { endpoint, region, accessKeyId, secretAccessKey } = bucket;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ ...(endpoint ? { endpoint } : {}), region, credentials, forcePathStyle: true });
  try {
    const left = { Bucket: bucket.bucket, Key: "accounts/left" };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(left));
    const part = { ...left, UploadId, PartNumber: 1, Body: Buffer.alloc(1_000) };
    await client.send(new UploadPartCommand(part));
    expect(await sweep("drop_abandoned_puts", 23)).toBe(0);
    await client.send(new UploadPartCommand(part));
    expect(await sweep("drop_abandoned_puts", 25)).toBe(1);
    expect(await sweep("drop_abandoned_puts", 25)).toBe(0);
    await expect(client.send(new UploadPartCommand(part))).rejects.toMatchObject({ name: "NoSuchUpload" });
    await expect(client.send(new AbortMultipartUploadCommand({ ...left, UploadId }))).rejects.toMatchObject({
      name: "NoSuchUpload",
    });
    expect((await ctx.store.head("accounts/kept")).sizeBytes).toBe(4);
  } finally {
    client.destroy();
    await ctx.store.delete("accounts/kept");
  }
});

test("an object without a row goes when two looks find it; one that got a row in between stays", async (task) => {
  const { ctx, accountId } = open(task);
  const newKey = () => `accounts/${accountId}/vods/${randomUUID()}/video.mp4`;
  const [orphan, adopted] = [newKey(), newKey()];
  for (const key of [orphan, adopted]) await ctx.store.putBytes(key, Buffer.from(key));
  // Young ones may belong to work that goes on.
  expect(await sweep("compare_store", 23)).toBe(0);
  expect(await sweep("compare_store", 38)).toBe(0);
  const { etag, sizeBytes } = await ctx.store.head(adopted);
  const { vodId } = await insertVideo(ctx, { accountId, durationSeconds: 10 });
  await ctx.db
    .insert(storedObjects)
    .values({ key: adopted, accountId, vodId, role: "video", state: "live", etag, sizeBytes });
  expect(await sweep("compare_store", 49)).toBe(0);
  expect(await ctx.store.findObject(orphan)).not.toBeNull();
  expect(await sweep("compare_store", 51)).toBe(1);
  expect(await ctx.store.findObject(orphan)).toBeNull();
  expect(await ctx.store.findObject(adopted)).not.toBeNull();
});

test("a row whose object somebody deleted is found by two looks, and its recording says so", async (task) => {
  const { ctx, accountId } = open(task);
  const { vodId } = await insertVideo(ctx, { accountId, durationSeconds: 10 });
  const key = `accounts/${accountId}/vods/${vodId}/video.mp4`;
  await ctx.store.putBytes(key, Buffer.from("video"));
  const { etag, sizeBytes } = await ctx.store.head(key);
  await ctx.db.insert(storedObjects).values({ key, accountId, vodId, role: "video", state: "live", etag, sizeBytes });
  await ctx.db.update(media).set({ videoKey: key, videoEtag: etag }).where(eq(media.vodId, vodId));
  await ctx.store.delete(key);
  const stateNow = async () => (await ctx.db.select().from(vods).where(eq(vods.id, vodId)))[0];
  expect(await sweep("compare_store", 0)).toBe(0);
  expect((await stateNow())?.state).toBe("ready");
  expect(await sweep("compare_store", 13)).toBe(1);
  expect(await stateNow()).toMatchObject({ state: "failed", failureText: expect.stringContaining("missing") });
});
