import { type Auth, createAuth } from "#lib/accounts/auth.ts";
import { isSetUpOpen, setUpCode } from "#lib/accounts/sign-in/set-up.ts";
import { type Ctx, createContext } from "#lib/context.ts";
import { createCacheReport } from "#lib/operations/source-caches.ts";
import { watchFromWeb } from "./watch-from-web.ts";

/** What every request of this process shares: one context (one database pool) and one authenticator. */
export type Web = { ctx: Ctx; auth: Auth };

/** How often what players read through the cache is told. */
const reportEveryMs = 60_000;

const shared = globalThis as { vodmanagerWeb?: Web };

/** The process's shared parts, made at the first request. Kept on globalThis: bundles may hold several copies of this module. */
export function getWeb(): Web {
  if (!shared.vodmanagerWeb) {
    const { ctx } = startWeb(createContext({ name: "web" }));
    const report = createCacheReport(ctx);
    const tell = () => report().catch((error) => ctx.log.warn({ err: error }, "the cache's figures could not be told"));
    setInterval(tell, reportEveryMs).unref();
    watchFromWeb(ctx);
    void tellSetUpCode(ctx);
  }
  return shared.vodmanagerWeb!;
}

/** While there is no user, whoever reads this log may make the first. */
async function tellSetUpCode(ctx: Ctx): Promise<void> {
  const isOpen = await isSetUpOpen(ctx).catch(() => false);
  if (isOpen) ctx.log.warn(`no user yet: set up at ${ctx.config.appUrl}/setup with the code ${setUpCode(ctx.config)}`);
}

/** Uses `ctx` for all requests from now on (tests, processes that own a context already). */
export function startWeb(ctx: Ctx): Web {
  shared.vodmanagerWeb = { ctx, auth: createAuth(ctx) };
  return shared.vodmanagerWeb;
}
