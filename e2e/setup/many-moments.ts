import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, type Page } from "@playwright/test";
import { makeSampleVideo } from "#drizzle/seed/make-sample-video.ts";
import { createAccount } from "#lib/accounts/create-account.ts";
import { createUser } from "#lib/accounts/create-user.ts";
import { loadConfig } from "#lib/config.ts";
import { type Ctx, createContext } from "#lib/context.ts";
import { changeDetectionSettings } from "#lib/highlights/change-settings.ts";
import { defaultSettings } from "#lib/highlights/settings.ts";
import type { AccountId } from "#lib/ids.ts";
import { signIn } from "./sign-in.ts";

const momentCount = 16;
const gapSeconds = 36;
const durationSeconds = momentCount * gapSeconds + 24;
const momentsAt = Array.from({ length: momentCount }, (_, n) => 24 + n * gapSeconds);

/** `user` owns the account. */
export type ManyMoments = { accountId: AccountId; vodId: string; user: { email: string; password: string } };

/** Runs `work` with what verbs need, on the stack's own database and files. */
export async function withStack<Result>(work: (ctx: Ctx) => Promise<Result>): Promise<Result> {
  const ctx = createContext({ config: loadConfig({ ...process.env, LOG_LEVEL: "silent" }), name: "e2e" });
  try {
    return await work(ctx);
  } finally {
    await ctx.close();
  }
}

const password = "e2e-password-2";

/** An account of its own with one recording in which 16 things happen, imported and searched. */
export async function makeManyMoments(page: Page, name: string): Promise<ManyMoments> {
  const user = { email: `${name}@example.com`, password, name };
  const accountId = await withStack(async (ctx) => {
    const ownerUserId = await createUser(ctx, user);
    const made = await createAccount(ctx, { slug: name, name, planId: "studio", ownerUserId });
    const settings = { ...defaultSettings, topN: momentCount, spacingSeconds: 20 };
    await changeDetectionSettings(ctx, { accountId: made, settings });
    return made;
  });
  await signIn(page, user);
  const files = await makeFiles();
  await page.goto("/import");
  await page.getByLabel("Title").fill("A long night");
  await page.getByLabel("Video").setInputFiles(files.video);
  await page.getByLabel("Chat (optional)").setInputFiles(files.chat);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  const find = async () => {
    const { streams } = await (await page.request.get("/api/v1/streams")).json();
    const [stream] = streams as { highlightCount: number; vods: { id: string; state: string }[] }[];
    return stream && stream.highlightCount >= momentCount - 2 ? stream.vods[0]!.id : null;
  };
  await expect.poll(find, { timeout: 240_000 }).not.toBeNull();
  return { accountId, vodId: (await find())!, user };
}

async function makeFiles(): Promise<{ video: string; chat: string }> {
  const dir = path.join(os.tmpdir(), `vodmanager-e2e-files-${process.pid}`);
  mkdirSync(dir, { recursive: true });
  const video = path.join(dir, "A long night.mp4");
  if (!existsSync(video)) {
    const making = path.join(dir, "making-long.mp4");
    const signal = new AbortController().signal;
    await withStack((ctx) =>
      makeSampleVideo({ ...ctx, signal }, { filePath: making, durationSeconds, burstsAtSeconds: momentsAt }),
    );
    renameSync(making, video);
  }
  const chat = path.join(dir, "a-long-night.txt");
  writeFileSync(chat, makeChat());
  return { video, chat };
}

/** Small talk throughout, and after each moment a burst of reactions, each a little smaller than the one before. */
function makeChat(): string {
  const lines: [number, string][] = [];
  for (let at = 2; at < durationSeconds; at += 6) lines.push([at, `<viewer${at % 7}> what level is that, part ${at}`]);
  for (const [n, at] of momentsAt.entries()) {
    for (let i = 0; i < 50 - 2 * n; i += 1) {
      const text = ["LUL no way", "HOLY", "what just happened", "POGGERS", "hahaha"][i % 5];
      lines.push([at + 3 + (i % 7), `<fan${n}x${i}> ${text}`]);
    }
  }
  const two = (value: number) => String(value).padStart(2, "0");
  return lines
    .sort(([a], [b]) => a - b)
    .map(([at, text]) => `[0:${two(Math.floor(at / 60))}:${two(at % 60)}] ${text}\n`)
    .join("");
}
