import { eq, sql } from "drizzle-orm";
import { accounts } from "#drizzle/schema/accounts.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Queryable } from "#lib/platform/db/client.ts";
import { type DetectionSettings, defaultSettings, detectionSettings } from "./settings.ts";

/** What an account set about detection; the defaults where it set nothing, or what older versions wrote can't be read. */
export async function getDetectionSettings(
  ctx: { db: Queryable },
  input: { accountId: AccountId },
): Promise<DetectionSettings> {
  const [account] = await ctx.db
    .select({ settings: accounts.settings })
    .from(accounts)
    .where(eq(accounts.id, input.accountId));
  const stored = (account?.settings as { detection?: unknown } | undefined)?.detection ?? {};
  const parsed = detectionSettings.safeParse(stored);
  return parsed.success ? parsed.data : defaultSettings;
}

/** Sets all of it at once. Runs that are there keep theirs; the next one uses these. */
export async function changeDetectionSettings(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; settings: DetectionSettings },
): Promise<DetectionSettings> {
  const settings = { ...input.settings, keywords: [...new Set(input.settings.keywords)] };
  // Only this part: other stages keep theirs in the same column.
  await ctx.db
    .update(accounts)
    .set({ settings: sql`jsonb_set(${accounts.settings}, '{detection}', ${JSON.stringify(settings)}::jsonb)` })
    .where(eq(accounts.id, input.accountId));
  return settings;
}
