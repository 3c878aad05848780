import { type CORSRule, PutBucketCorsCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, type Page, test } from "@playwright/test";
import { sql } from "drizzle-orm";
import { openTestS3, type TestS3 } from "#lib/platform/object-store/testing/open-test-s3.ts";
import { type OwnStack, startOwnStack } from "./setup/own-stack.ts";
import { makeRecordingFor } from "./setup/recording.ts";
import { openSession, type Session } from "./setup/session.ts";

test.describe.configure({ mode: "serial" });

let s3: TestS3 | string = "not tried yet";
let stack: OwnStack;
let session: Session;
let vodId = "";
test.beforeAll(async () => {
  test.setTimeout(500_000);
  s3 = await openTestS3();
  if (typeof s3 === "string") return void process.stderr.write(`Presigned playback in the product skipped: ${s3}.\n`);
  stack = await startOwnStack("presigned", {
    S3_ENDPOINT: s3.s3.endpoint!,
    S3_BUCKET: s3.s3.bucket,
    S3_ACCESS_KEY_ID: s3.s3.accessKeyId,
    S3_SECRET_ACCESS_KEY: s3.s3.secretAccessKey,
    S3_FORCE_PATH_STYLE: "true",
    S3_PLAYBACK: "presigned",
  });
  session = await openSession(stack);
  ({ vodId } = await session.importRecording(await makeRecordingFor("presigned")));
  await allow(s3, stack.origin);
});
test.afterAll(async () => {
  await stack?.stop();
  if (typeof s3 !== "string") await s3.stop();
});
test.beforeEach(() => test.skip(typeof s3 === "string", String(s3)));

/** What README.md tells operators to set on the bucket. */
async function allow({ s3: { endpoint, region, bucket, ...keys } }: TestS3, origin: string): Promise<void> {
  const rule: CORSRule = {
    AllowedOrigins: [origin],
    AllowedMethods: ["GET"],
    AllowedHeaders: ["Range"],
    ExposeHeaders: ["Content-Range", "Content-Length", "ETag"],
    MaxAgeSeconds: 3600,
  };
  const { accessKeyId, secretAccessKey } = keys;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ ...(endpoint ? { endpoint } : {}), region, credentials, forcePathStyle: true });
  await client.send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules: [rule] } }));
  client.destroy();
}

/** Asks for the first bytes as a player does; the status, or the network's error. */
const askInPage = (page: Page, cache: RequestCache = "default") =>
  page.evaluate(
    async ([address, mode]) => {
      const answer = await fetch(address!, { headers: { range: "bytes=0-99" }, cache: mode as RequestCache });
      return {
        status: answer.status,
        bytes: (await answer.arrayBuffer()).byteLength,
        from: new URL(answer.url).origin,
      };
    },
    [`/api/v1/vods/${vodId}/media`, cache] as const,
  );

test("under the page's own policy the bucket plays; the policy names it, and refuses nothing", async ({ page }) => {
  const origin = (s3 as TestS3).s3.endpoint!;
  await page.context().addCookies([session.cookie]);
  await page.addInitScript(() => {
    const refused: string[] = [];
    Object.assign(window, { refused });
    addEventListener("securitypolicyviolation", (event) =>
      refused.push(`${event.effectiveDirective} ${event.blockedURI}`),
    );
  });
  const fromBucket: number[] = [];
  const fromServer: number[] = [];
  page.on("response", (response) => {
    if (response.url().startsWith(origin)) fromBucket.push(response.status());
    if (/\/media$/.test(new URL(response.url()).pathname)) fromServer.push(response.status());
  });
  const answer = await page.goto(`${stack.origin}/vods/${vodId}`);
  const policy = (await answer!.allHeaders())["content-security-policy"]!;
  for (const directive of ["media-src", "connect-src"]) {
    expect(policy.split("; ").find((one) => one.startsWith(directive))).toContain(new URL(origin).origin);
  }
  expect(policy.split("; ").find((one) => one.startsWith("script-src"))).not.toContain(new URL(origin).host);
  const readyState = () => page.evaluate(() => document.querySelector("video")?.readyState ?? 0);
  await expect.poll(readyState, { timeout: 60_000 }).toBeGreaterThanOrEqual(2);
  await page.evaluate(() => document.querySelector("video")!.play());
  const seconds = () => page.evaluate(() => document.querySelector("video")!.currentTime);
  const before = await seconds();
  await expect.poll(seconds, { timeout: 30_000 }).toBeGreaterThan(before + 1);
  expect(new Set(fromBucket)).toEqual(new Set([206]));
  expect(fromServer.length).toBeGreaterThan(0);
  expect(new Set(fromServer)).toEqual(new Set([307]));
  expect(await page.evaluate(() => (window as unknown as { refused: string[] }).refused)).toEqual([]);
});

test("who lost their role is refused by the server at once; signed out, a kept redirect opens nothing", async ({
  page,
}) => {
  await page.context().addCookies([session.cookie]);
  await page.goto(`${stack.origin}/streams`);
  const origin = new URL((s3 as TestS3).s3.endpoint!).origin;
  expect(await askInPage(page)).toEqual({ status: 206, bytes: 100, from: origin });
  await stack.ctx.db.execute(sql`create table kept_members as select * from members`);
  await stack.ctx.db.execute(sql`delete from members`);
  expect((await askInPage(page, "no-store")).status).toBe(404);
  await stack.ctx.db.execute(sql`insert into members select * from kept_members`);

  expect(await askInPage(page)).toMatchObject({ status: 206 });
  const left = await page.evaluate(async () => {
    const answer = await fetch("/api/auth/sign-out", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    return answer.status;
  });
  expect(left).toBe(200);
  expect(await askInPage(page)).toMatchObject({ status: 401, from: stack.origin });
});
