import type { Ctx } from "#lib/context.ts";
import { checkAddresses, checkUrl } from "./check-url.ts";
import { explainFailure } from "./explain-failure.ts";
import type { ResolveHost } from "./model.ts";
import { resolveHost } from "./resolve-host.ts";

const lookUpMs = 5_000;

/**
 * Whether an address may be fetched as things are now, without asking its server: for the answer to whoever gives it.
 * What is fetched later is checked then. Throws as `openUrl`.
 */
export async function checkAddress(
  ctx: Pick<Ctx, "config" | "signal">,
  url: string,
  resolve?: ResolveHost,
): Promise<URL> {
  const checked = checkUrl(url, ctx.config.fetchPolicy);
  const timer = AbortSignal.timeout(lookUpMs);
  try {
    const addresses = await resolveHost(checked.host, AbortSignal.any([ctx.signal, timer]), resolve);
    checkAddresses(checked, addresses, ctx.config.fetchPolicy);
  } catch (error) {
    // A resolver that takes its time says nothing of the address.
    if (!timer.aborted) throw explainFailure(error, { isCancelled: ctx.signal.aborted, timer: ctx.signal });
  }
  return checked.url;
}
