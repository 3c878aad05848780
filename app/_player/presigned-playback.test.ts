import { type CORSRule, PutBucketCorsCommand, S3Client } from "@aws-sdk/client-s3";
import { type Browser, chromium } from "@playwright/test";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestS3, type TestS3 } from "#lib/platform/object-store/testing/open-test-s3.ts";
import { createTestContext } from "#lib/vods/testing.ts";
import { findChromium } from "../../e2e/setup/find-chromium.ts";
import { openPlayPage, type PlayPage } from "./testing/play-page.ts";

let s3: TestS3 | string = "not tried yet";
let test_: Awaited<ReturnType<typeof createTestContext>> | undefined;
let browser: Browser | undefined;
let count = 0;
beforeAll(async () => {
  s3 = await openTestS3();
  if (typeof s3 === "string") return void process.stderr.write(`Presigned playback skipped: ${s3}.\n`);
  test_ = await createTestContext({
    S3_ENDPOINT: s3.s3.endpoint!,
    S3_BUCKET: s3.s3.bucket,
    S3_ACCESS_KEY_ID: s3.s3.accessKeyId,
    S3_SECRET_ACCESS_KEY: s3.s3.secretAccessKey,
    S3_FORCE_PATH_STYLE: "true",
    S3_PLAYBACK: "presigned",
  });
  const { executablePath, env } = await findChromium();
  browser = await chromium.launch({ executablePath, env: { ...process.env, ...env }, args: ["--no-sandbox"] });
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await test_?.close();
  if (typeof s3 !== "string") await s3.stop();
});

/** What README.md tells operators to set on the bucket. */
const rule = (origin: string): CORSRule => ({
  AllowedOrigins: [origin],
  AllowedMethods: ["GET"],
  AllowedHeaders: ["Range"],
  ExposeHeaders: ["Content-Range", "Content-Length", "ETag"],
  MaxAgeSeconds: 3600,
});

async function allow(origin: string): Promise<void> {
  const { endpoint, region, bucket, accessKeyId, secretAccessKey } = (s3 as TestS3).s3;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  await client.send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules: [rule(origin)] } }));
  client.destroy();
}

async function openPage(): Promise<PlayPage> {
  count += 1;
  const output = ["-bf", "0", "-sc_threshold", "0", "-metadata", `title=${count}`];
  const opened = await openPlayPage({ ...test_!, browser: browser! }, `presigned-${count}.mp4`, {
    inputs: [],
    output,
    seconds: 20,
    startSeconds: 9.91,
  });
  return opened;
}

describe("in a browser, from another origin than the page's", () => {
  test("the bucket itself plays, at the right frame, and the server moves no byte", async (context) => {
    if (typeof s3 === "string") return context.skip(s3);
    const { page, asked, origin, close } = await openPage();
    await allow(origin);
    const fromBucket: number[] = [];
    page.on("response", (response) => {
      if (response.url().startsWith((s3 as TestS3).s3.endpoint!)) fromBucket.push(response.status());
    });
    await page.goto(origin);
    await expect.poll(() => page.evaluate("window.shown.at(-1)"), { timeout: 20_000 }).toBe(297);
    expect(await page.evaluate("window.showAt(18.5)")).toMatchObject({ frame: 555 });
    expect(await page.evaluate("window.showAt(1.01)")).toMatchObject({ frame: 30 });
    expect(await page.evaluate("window.trouble")).toEqual([]);
    const media = asked.filter((one) => one.path === "/media");
    expect(media.length).toBeGreaterThan(2);
    expect(new Set(media.map((one) => one.status))).toEqual(new Set([307]));
    expect(new Set(fromBucket)).toEqual(new Set([206]));
    await close();
  });

  test("a bucket that doesn't allow the page's origin is told as what can't be loaded", async (context) => {
    if (typeof s3 === "string") return context.skip(s3);
    const { page, origin, close } = await openPage();
    await allow("https://elsewhere.example");
    await page.goto(origin);
    await expect.poll(() => page.evaluate("window.trouble"), { timeout: 60_000 }).toHaveLength(1);
    await close();
  });
});
