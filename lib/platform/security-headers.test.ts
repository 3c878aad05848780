import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { Config } from "#lib/config.ts";
import { findStoreOrigin, securityHeaders, toastStyleHashes } from "./security-headers.ts";

const given = { isApi: false, isHttps: false, nonce: "abc", storeOrigin: null };
const cspOf = (more: Partial<Parameters<typeof securityHeaders>[0]> = {}) =>
  securityHeaders({ ...given, ...more })["content-security-policy"]!;

test("pages run no script but those with the answer's nonce", () => {
  const scripts = cspOf().match(/script-src ([^;]+)/)?.[1];
  expect(scripts).toBe("'self' 'nonce-abc' 'strict-dynamic'");
  expect(cspOf().match(/style-src ([^;]+)/)?.[1]).not.toContain("unsafe-inline");
  expect(cspOf()).not.toMatch(/unsafe-eval|\*/);
});

test("an answer of the API shows and runs nothing when it is opened as a page", () => {
  expect(cspOf({ isApi: true })).toBe("default-src 'none'; frame-ancestors 'none'; sandbox");
});

test("behind TLS browsers are told to stay there, elsewhere not", () => {
  expect(securityHeaders({ ...given, isHttps: true })["strict-transport-security"]).toBe("max-age=31536000");
  expect(securityHeaders(given)["strict-transport-security"]).toBeUndefined();
});

const s3 = { endpoint: undefined, region: "eu-west-1", bucket: "vods", forcePathStyle: false };
test.each([
  [{ s3, s3Playback: "presigned" }, "https://vods.s3.eu-west-1.amazonaws.com"],
  [
    { s3: { ...s3, endpoint: "http://store:9000/x", forcePathStyle: true }, s3Playback: "presigned" },
    "http://store:9000",
  ],
  [{ s3: { ...s3, endpoint: "https://s3.example.com" }, s3Playback: "presigned" }, "https://vods.s3.example.com"],
  [{ s3, s3Playback: "proxied" }, null],
  [{ s3: undefined, s3Playback: "presigned" }, null],
])("media of %j come from %s", (config, origin) => {
  expect(findStoreOrigin(config as Config)).toBe(origin);
  if (origin) expect(cspOf({ storeOrigin: origin })).toContain(`connect-src 'self' ${origin};`);
});

test("the toasts' own style sheet is let in, and nothing else inline", () => {
  const file = fileURLToPath(import.meta.resolve("sonner"));
  const sheet = readFileSync(file, "utf8").match(/__insertCSS\((".*")\);/)?.[1];
  const hashOf = (text: string) => `sha256-${createHash("sha256").update(text).digest("base64")}`;
  expect(toastStyleHashes, "sonner has another style sheet").toEqual([hashOf(""), hashOf(JSON.parse(sheet!))]);
});
