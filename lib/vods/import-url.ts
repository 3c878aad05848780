import { randomUUID } from "node:crypto";
import { and, count, eq, sql } from "drizzle-orm";
import { streams, vods } from "#drizzle/schema/vods.ts";
import { lockAccount } from "#lib/accounts/lock-account.ts";
import type { QuotaRefusal } from "#lib/accounts/model.ts";
import { reserveBytes } from "#lib/accounts/quota-reserve.ts";
import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { enqueueJob } from "#lib/jobs.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { checkAddress } from "#lib/platform/http-guard/check-address.ts";
import { titleOf } from "./import-vod.ts";
import { cleanFileName } from "./receive-upload.ts";
import type { UrlSource } from "./schema.ts";

/** How many an account may have under way. */
export const mostFetches = 3;

export type ImportUrlInput = {
  accountId: AccountId;
  /** An https address of a video file. */
  url: string;
  title?: string;
  streamStartedAt?: Date;
  /** Runs in the transaction that makes the rows. */
  within?: (tx: Tx, ids: { streamId: string; vodId: string }) => Promise<void>;
};

/**
 * Takes in a video by its address: stream, VOD and the job that fetches it, in one transaction. Its bytes are promised as
 * the server names them. Throws `address_refused` for what may not be fetched.
 */
export async function importUrl(
  ctx: Pick<Ctx, "db" | "config" | "now" | "signal">,
  input: ImportUrlInput,
): Promise<{ ok: true; vodId: string; streamId: string } | Refusal<"cap_reached"> | QuotaRefusal> {
  const { accountId } = input;
  const url = await checkAddress(ctx, input.url);
  const fileName = nameOf(url);
  const source: UrlSource = { kind: "url", url: url.href };
  const vodId = randomUUID();
  return await ctx.db.transaction(async (tx) => {
    await lockAccount(tx, accountId);
    const [open] = await tx
      .select({ count: count() })
      .from(vods)
      .where(and(eq(vods.accountId, accountId), eq(vods.state, "imported"), sql`${vods.source}->>'kind' = 'url'`));
    if ((open?.count ?? 0) >= mostFetches) return tooMany;
    const work = { accountId, subjectId: vodId, purpose: "process" as const, countsVodId: vodId };
    const held = await reserveBytes(tx, { ...work, bytes: 0, now: ctx.now() });
    if (!held.ok) return held;
    const title = titleOf({ title: input.title, fileName });
    const [stream] = await tx
      .insert(streams)
      .values({ accountId, title, state: "ended", startedAt: input.streamStartedAt ?? null })
      .returning({ id: streams.id });
    const streamId = stream!.id;
    const externalId = `url-${vodId}`;
    await tx
      .insert(vods)
      .values({ id: vodId, accountId, streamId, kind: "upload", externalId, title, sourceFileName: fileName, source });
    await input.within?.(tx, { streamId, vodId });
    await enqueueJob(tx, "fetch_video", { accountId, vodId });
    return { ok: true, vodId, streamId };
  });
}

const tooMany: Refusal<"cap_reached"> = {
  ok: false,
  reason: "cap_reached",
  message: `${mostFetches} videos are being fetched already. Wait until one is here, or stop one.`,
};

/** The last part of the address's path, as a file name. */
function nameOf(url: URL): string {
  const last = url.pathname.split("/").at(-1) ?? "";
  try {
    return cleanFileName(decodeURIComponent(last) || url.hostname);
  } catch {
    return cleanFileName(last);
  }
}
