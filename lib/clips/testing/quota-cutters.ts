import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { z } from "zod";
import { loadConfig } from "#lib/config.ts";
import { createContext } from "#lib/context.ts";
import { AppError, describeError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { withScratch } from "#lib/platform/scratch.ts";
import { deleteVod } from "#lib/vods/retention/delete-vod.ts";
import { emptyTrash } from "#lib/vods/retention/empty-trash.ts";
import { removePending, storeFiles } from "#lib/vods/store-media.ts";
import { cancelCuts } from "../cancel-cuts.ts";
import { claimAttempt } from "../claim-attempt.ts";
import { failAttempt } from "../fail-cut.ts";
import { holdClipBytes } from "../hold-clip-bytes.ts";
import type { CutPlan } from "../model.ts";
import { deleteReplacedFiles, publishClip } from "../publish-clip.ts";
import { requestCuts } from "../request-cuts.ts";
import { restoreVods, trashVods } from "../trash-vods.ts";

/**
 * A process of cutters for the quota's race: each asks for a clip of its own recording and takes it through every step
 * that touches bytes, by the product's own verbs. Only the encoding is left out: a file of random length stands for the
 * clip. Chances are drawn from `seed`. A message `cut` to the parent says that a clip is published; `done`, the end.
 */
const input = z
  .object({
    accountId: z.string(),
    seed: z.number(),
    rounds: z.number(),
    cutters: z.array(z.object({ vodId: z.string(), highlightIds: z.array(z.string()) })),
  })
  .parse(JSON.parse(process.argv[2] ?? ""));
const accountId = input.accountId as AccountId;
const ctx = createContext({ config: loadConfig(), name: "quota-cutters" });

let state = input.seed >>> 0;
/** The same numbers for the same seed (mulberry32), from 0 up to 1. */
function random(): number {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

type Cutter = (typeof input.cutters)[number];

async function round(dir: string, { vodId, highlightIds }: Cutter): Promise<void> {
  const highlightId = highlightIds[Math.floor(random() * highlightIds.length)]!;
  await requestCuts(ctx, { accountId, vodId, highlightIds: [highlightId], actorUserId: null });
  if (random() < 0.1) await cancelCuts(ctx, { accountId, vodId });
  const claimed = await claimAttempt(ctx, { accountId, vodId });
  if (!claimed) return;
  const { attempt, clip } = claimed;
  const plan = attempt.plan as CutPlan;
  try {
    // Up to half more than was estimated: some must ask for more than they were promised.
    const bytes = Math.max(1, Math.floor(plan.estimatedBytes * (0.5 + random())));
    const filePath = path.join(dir, `${attempt.id}.mp4`);
    await writeFile(filePath, randomBytes(bytes));
    if (random() < 0.1) throw new AppError("output_invalid", "A failure by chance.");
    await turn();
    await holdClipBytes(ctx, { accountId, claimed, bytes });
    if (random() < 0.1) throw new AppError("output_invalid", "A failure by chance.");
    const file = { key: attempt.objectKey, filePath, role: "clip" as const, contentType: "video/mp4" };
    const [stored] = await storeFiles(ctx, {
      accountId,
      vodId: clip.vodId,
      files: [file],
      report: () => {},
      stage: "cut",
    });
    if (random() < 0.1) throw new AppError("output_invalid", "A failure by chance.");
    const meter = { storeBytes: 0, cacheBytes: 0, writtenBytes: bytes };
    await publishClip(ctx, { accountId, claimed, plan, stored: stored!, durationMs: 1000, meter });
    await deleteReplacedFiles(ctx, { accountId, clipVodId: clip.vodId });
    process.send?.("cut");
    if (random() < 0.5) await remove(clip.vodId);
  } catch (error) {
    const { code, message } = describeError(error);
    if (code === "internal") throw error;
    const { objectKey, id: attemptId } = attempt;
    await failAttempt(ctx, { accountId, attemptId, objectKey, code, message });
    await removePending(ctx, { accountId, vodId: clip.vodId });
  }
}

/** Trash and delete, so that there is room again for others. */
async function remove(vodId: string): Promise<void> {
  await trashVods(ctx, { accountId, vodIds: [vodId] });
  if (random() < 0.2) await restoreVods(ctx, { accountId, vodIds: [vodId] });
  const { deletingIds } = await emptyTrash(ctx, { accountId, vodIds: [vodId] });
  for (const id of deletingIds) await deleteVod(ctx, { accountId, vodId: id });
}

await withScratch(ctx, "cutters", (dir) =>
  Promise.all(
    input.cutters.map(async (cutter) => {
      for (let n = 0; n < input.rounds; n += 1) await round(dir, cutter);
    }),
  ),
);
await ctx.close();
process.send?.("done");
process.disconnect?.();
