import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import { environment, loadConfig } from "./config.ts";
import { secretsOf } from "./platform/secrets.ts";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-config-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const isSecret = (schema: z.ZodType): unknown => schema.meta()?.isSecret;

/** Whether a setting takes words of somebody's own, as a secret would be: no number, flag or choice. */
function takesFreeText(schema: z.ZodType): boolean {
  const tries = [
    "https://words.example/x-own",
    "postgres://words.example/x",
    "smtp://words.example",
    "own@words.example",
  ];
  return [...tries, "words of their own that are long enough"].some((text) => {
    const parsed = schema.safeParse(text);
    return parsed.success && parsed.data === text;
  });
}

const settings = Object.entries(environment.shape) as [string, z.ZodType][];

test("every setting that takes free text says whether it is a secret", () => {
  const free = settings.filter(([, schema]) => takesFreeText(schema));
  expect(free.length).toBeGreaterThan(20);
  expect(free.filter(([, schema]) => typeof isSecret(schema) !== "boolean").map(([name]) => name)).toEqual([]);
});

/** A value of the setting that nothing else looks like. */
const markedValue = (name: string, schema: z.ZodType): string => {
  const word = `marked-${name.toLowerCase().replaceAll("_", "-")}-0123456789abcdef`;
  const addresses = [
    `postgresql://user:${word}@db:5432/v`,
    `smtp://user:${word}@mail:25`,
    `https://hooks.example/${word}`,
  ];
  return [word, ...addresses].find((value) => schema.safeParse(value).success)!;
};

/** What goes together with them. */
const others = {
  S3_BUCKET: "bucket",
  TWITCH_CLIENT_ID: "client",
  MAIL_FROM: "a@example.com",
  LLM_BACKEND: "gemini",
  LLM_MODEL: "model",
};

test("every secret of the settings is known to who takes them out of logs, and nothing else is", () => {
  const secrets = settings.filter(([, schema]) => isSecret(schema) === true);
  const values = Object.fromEntries(secrets.map(([name, schema]) => [name, markedValue(name, schema)]));
  const known = secretsOf(loadConfig({ ...others, ...values, VODMANAGER_DATA_DIR: dir }));
  for (const [name, value] of Object.entries(values)) {
    expect(known, `${name} is a secret that lib/platform/secrets.ts doesn't list`).toContain(value);
    // Within an address the password is one by itself.
    if (URL.canParse(value) && new URL(value).password !== "") expect(known).toContain(new URL(value).password);
  }
  expect(known.filter((one) => !one.includes("marked-"))).toEqual([]);
});

test("settings that aren't secrets stay readable", () => {
  const opens = { S3_ENDPOINT: "https://s3.example", HOST: "0.0.0.0", LLM_BASE_URL: "https://llm.example/v1" };
  expect(
    secretsOf(
      loadConfig({
        ...opens,
        ...others,
        S3_ACCESS_KEY_ID: "k",
        S3_SECRET_ACCESS_KEY: "s",
        LLM_API_KEY: "l",
        TWITCH_CLIENT_SECRET: "t",
        SMTP_URL: "smtp://mail:25",
        VODMANAGER_DATA_DIR: dir,
      }),
    ),
  ).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), "s", "k", "l", "t"]);
});
