import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadConfig } from "#lib/config.ts";
import { createTestConfig } from "../testing.ts";
import { readRetryAfterMs } from "./failures.ts";
import { boundInputTokens } from "./model.ts";
import { readJsonAnswer } from "./read-json.ts";

test.each([
  ['{"a":1}', { a: 1 }],
  ['  {"a":{"b":"}"}}\n', { a: { b: "}" } }],
  ['Sure:\n```json\n{"a":1}\n```\nAnything else?', { a: 1 }],
  ['I think {"a":1} is it.', { a: 1 }],
  ["[1,2]", undefined],
  ['{"a":', undefined],
  ["no", undefined],
  ["", undefined],
])("the JSON object in %j", (text, value) => {
  expect(readJsonAnswer(text)).toEqual(value);
});

test("any text gives an object or nothing, and never throws", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const value = readJsonAnswer(text);
      expect(value === undefined || (typeof value === "object" && value !== null)).toBe(true);
    }),
  );
});

test.each([
  [{ "retry-after": "7" }, 7_000],
  [{ "retry-after-ms": "250", "retry-after": "7" }, 250],
  [{ "retry-after": "Thu, 01 Jan 2026 00:00:10 GMT" }, 10_000],
  [{ "retry-after": "Wed, 31 Dec 2025 00:00:00 GMT" }, 0],
  [{ "retry-after": "soon" }, null],
  [{ "retry-after": "-1" }, null],
  [{}, null],
])("how long %j asks to wait", (headers, ms) => {
  expect(readRetryAfterMs(headers as Record<string, string>, Date.UTC(2026, 0, 1))).toBe(ms);
});

test("tokens are bounded by bytes, so no script and no tokeniser has more", () => {
  expect(boundInputTokens("剪辑", 0).input).toBeGreaterThanOrEqual(6);
  expect(boundInputTokens("", 10.2)).toEqual({ input: 200 + 11 * 32, audioInput: 11 * 32 });
});

describe("the environment", () => {
  const load = (env: Record<string, string>) => {
    const { config, dir, remove } = createTestConfig();
    try {
      expect(config.llm).toBeUndefined();
      return loadConfig({ VODMANAGER_DATA_DIR: dir, ...env }).llm;
    } finally {
      remove();
    }
  };

  test.each([
    [{ LLM_BACKEND: "gemini", LLM_MODEL: "m" }, /LLM_API_KEY/],
    [{ LLM_BACKEND: "gemini", LLM_API_KEY: "k" }, /LLM_MODEL/],
    [{ LLM_BACKEND: "openai-compatible", LLM_MODEL: "m" }, /LLM_BASE_URL/],
    [{ LLM_BACKEND: "openai-compatible", LLM_MODEL: "m", LLM_BASE_URL: "file:///etc" }, /LLM_BASE_URL/],
    [{ LLM_BACKEND: "other" }, /LLM_BACKEND/],
  ])("%j says what is missing", (env, message) => {
    expect(() => load(env as Record<string, string>)).toThrow(message);
  });

  test("Gemini hears the sound unless told otherwise, other servers don't", () => {
    const gemini = { LLM_BACKEND: "gemini", LLM_MODEL: "m", LLM_API_KEY: "k" };
    expect(load(gemini)).toMatchObject({ takesAudio: true, jsonMode: "auto", timeoutMs: 60_000 });
    expect(load({ ...gemini, LLM_AUDIO: "off" })).toMatchObject({ takesAudio: false });
    const other = { LLM_BACKEND: "openai-compatible", LLM_MODEL: "m", LLM_BASE_URL: "http://localhost:11434/v1" };
    expect(load(other)).toMatchObject({ takesAudio: false, apiKey: undefined });
  });
});
