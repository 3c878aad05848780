import { expect, test } from "vitest";
import { redact } from "./redact.ts";

test.each([
  ["connect to postgresql://vod:hunter22@db:5432/v failed", "connect to postgresql://[redacted]@db:5432/v failed"],
  ["GET https://s3/x?X-Amz-Signature=abc123&part=2", "GET https://s3/x?X-Amz-Signature=[redacted]&part=2"],
  ["Authorization: Bearer abcdefghij", "Authorization: [redacted]"],
  ["sent bearer abcdefghijkl on", "sent bearer [redacted] on"],
  [`{"apiKey":"abc","model":"m"}`, `{"apiKey":"[redacted]","model":"m"}`],
  ["S3_SECRET_ACCESS_KEY=abc/def", "S3_SECRET_ACCESS_KEY=[redacted]"],
  ["key AKIAABCDEFGHIJKLMNOP used", "key [redacted] used"],
  ["token: sk-abcdefghijklmnop1234", "token: [redacted]"],
  ["jwt eyJhbGciOi1.eyJzdWIiOi1.abc", "jwt [redacted]"],
])("%s", (text, clean) => expect(redact(text)).toBe(clean));

test("known secrets go wherever they stand; ordinary text stays", () => {
  expect(redact("x=correct horse; y", ["correct horse", undefined, "x"])).toBe("x=[redacted]; y");
  const stack = "Error: the key frame at 12.5 s is missing\n    at cutOne (lib/clips/cut-one.ts:12:3)";
  expect(redact(stack)).toBe(stack);
});
