import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { accounts, plans } from "#drizzle/schema/accounts.ts";
import { media, streams, vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { createTestDatabase } from "#lib/platform/db/testing.ts";
import { findFreeDiskBytes } from "#lib/platform/disk-space.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import { createLog } from "#lib/platform/log.ts";
import { openObjectStore } from "#lib/platform/object-store/open.ts";
import { createTestConfig } from "#lib/platform/testing.ts";
import { openConfiguredCache } from "./cache/open.ts";
import type { MediaIndex } from "./model.ts";

/** A context with a database, a file store and an account of its own; `close` removes all of it. */
export async function createTestContext(env: Record<string, string> = {}): Promise<{
  ctx: Ctx;
  accountId: AccountId;
  /** A directory for the test's own files. */
  dir: string;
  close: () => Promise<void>;
}> {
  const { config, dir, remove } = createTestConfig(env);
  const database = await createTestDatabase();
  const store = openObjectStore(config);
  const log = createLog({ level: "silent", name: "test" });
  const now = () => new Date();
  const ctx: Ctx = {
    config,
    db: database.db,
    store,
    cache: openConfiguredCache(config, { store, now, log }),
    findFreeDiskBytes,
    log,
    now,
    signal: new AbortController().signal,
  };
  await ctx.db
    .insert(plans)
    .values({
      id: "test",
      name: "Test",
      maxBytes: 1e12,
      maxVods: 1000,
      maxClips: 1000,
      retentionDays: 100,
      llmMonthlyUsd: "10",
    })
    .onConflictDoNothing();
  const accountId = randomUUID() as AccountId;
  await ctx.db.insert(accounts).values({ id: accountId, slug: accountId, name: "Test", planId: "test" });
  const files = path.join(dir, "files");
  mkdirSync(files);
  const close = async () => {
    await database.drop();
    remove();
  };
  return { ctx, accountId, dir: files, close };
}

export type TestMedia = {
  seconds?: number;
  /** Frames a second, e.g. `30000/1001`. */
  rate?: string;
  gopFrames?: number;
  bFrames?: number;
  audio?: "aac" | "mp3" | "none";
  /** Options after the codecs: `-movflags`, filters, timestamps. */
  output?: string[];
};

/** Makes a tiny real video: moving test picture, a beep every second. */
export async function makeTestMedia(
  ctx: Pick<Ctx, "config" | "log" | "signal">,
  filePath: string,
  media: TestMedia = {},
): Promise<string> {
  const seconds = media.seconds ?? 6;
  const rate = media.rate ?? "30";
  const sound =
    media.audio === "none" ? [] : ["-f", "lavfi", "-i", "sine=frequency=440:beep_factor=4:sample_rate=48000"];
  const gop = String(media.gopFrames ?? 30);
  await runFfmpeg(ctx, {
    args: [
      ...["-v", "error", "-f", "lavfi", "-i", `testsrc2=size=160x90:rate=${rate}`, ...sound, "-t", String(seconds)],
      ...["-c:v", "libx264", "-preset", "ultrafast", "-tune", "fastdecode", "-g", gop, "-keyint_min", gop],
      ...["-sc_threshold", "0", "-bf", String(media.bFrames ?? 0), "-pix_fmt", "yuv420p", "-threads", "1"],
      ...(sound.length > 0 ? ["-c:a", media.audio === "mp3" ? "libmp3lame" : "aac", "-b:a", "64k"] : []),
      ...["-map_metadata", "-1", ...(media.output ?? []), `file:${filePath}`],
    ],
    limits: { timeoutMs: 60_000 },
  });
  return filePath;
}

/** A keyframe and a segment every 2 s, 25 frames a second. */
function indexOf(durationSeconds: number): MediaIndex {
  const starts = Array.from({ length: Math.ceil(durationSeconds / 2) }, (_, n) => n * 25_600);
  return {
    ...{ videoTimescale: 12_800, zeroPtsTicks: 0, firstDtsTicks: 0, initBytes: 1_000 },
    segments: {
      firstByte: starts.map((_, n) => 1_000 + n * 10_000),
      sizeBytes: starts.map(() => 10_000),
      startTicks: starts,
    },
    ...{ keyframeTicks: starts, durationTicks: durationSeconds * 12_800, frameRateNum: 25, frameRateDen: 1 },
  };
}

const plainProbe = {
  ...{ container: "mp4", converted: false, convertedReason: null, audioConverted: false, playsInChromium: true },
  ...{ videoProfile: "High", pixFmt: "yuv420p", rotation: 0, variableFrameRate: false, audioTracks: [] },
};

/** A stream with a VOD and its media row (25 fps), as if processed; no bytes behind it. */
export async function insertVideo(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; durationSeconds: number; state?: "ready" | "processing"; startedAt?: Date },
): Promise<{ streamId: string; vodId: string }> {
  const { accountId, durationSeconds } = input;
  const streamId = randomUUID();
  const vodId = randomUUID();
  await ctx.db.insert(streams).values({ id: streamId, accountId, title: "Test", startedAt: input.startedAt ?? null });
  await ctx.db.insert(vods).values({
    id: vodId,
    accountId,
    streamId,
    kind: "upload",
    state: input.state ?? "ready",
    externalId: vodId,
    title: "Test",
    durationMs: durationSeconds * 1000,
  });
  await ctx.db.insert(media).values({
    vodId,
    accountId,
    videoKey: "none",
    videoEtag: "none",
    videoSizeBytes: 1,
    videoTimescale: 12_800,
    durationTicks: durationSeconds * 12_800,
    frameRateNum: 25,
    frameRateDen: 1,
    width: 320,
    height: 240,
    videoCodec: "h264",
    index: indexOf(durationSeconds),
    probe: plainProbe,
  });
  return { streamId, vodId };
}
