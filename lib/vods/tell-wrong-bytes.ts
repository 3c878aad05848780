import type { Ctx } from "#lib/context.ts";
import { count } from "#lib/platform/metrics.ts";
import { raiseAlert } from "#lib/platform/raise-alert.ts";

/** Tells the operator that a stored file's bytes are not those that were stored: on the way, in the cache, or in the store. */
export async function tellWrongBytes(
  ctx: Pick<Ctx, "db" | "now" | "log">,
  found: { vodId: string; key: string; firstByte: number; lastByte: number },
): Promise<void> {
  count("store_errors_total", { code: "wrong_bytes" });
  ctx.log.error(found, "a segment's bytes are not those that were stored");
  const text = `The bytes of ${found.key} are not those that were stored: their checksum is wrong. They are asked for again; when that stays so, the file in the store is damaged.`;
  await raiseAlert(ctx, { cause: "store:wrong-bytes", severity: "warning", text }).catch((error) =>
    ctx.log.warn({ err: error }, "an alert could not be raised"),
  );
}
