import { type Auth, createAuth } from "#lib/accounts/auth.ts";
import { isSetUpOpen, setUpCode } from "#lib/accounts/set-up.ts";
import { type Ctx, createContext } from "#lib/context.ts";

/** What every request of this process shares: one context (one database pool) and one authenticator. */
export type Web = { ctx: Ctx; auth: Auth };

const shared = globalThis as { vodmanagerWeb?: Web };

/** The process's shared parts, made at the first request. Kept on globalThis: bundles may hold several copies of this module. */
export function getWeb(): Web {
  if (!shared.vodmanagerWeb) void tellSetUpCode(startWeb(createContext({ name: "web" })));
  return shared.vodmanagerWeb!;
}

/** While there is no user, whoever reads this log may make the first. */
async function tellSetUpCode({ ctx }: Web): Promise<void> {
  const isOpen = await isSetUpOpen(ctx).catch(() => false);
  if (isOpen) ctx.log.warn(`no user yet: set up at ${ctx.config.appUrl}/setup with the code ${setUpCode(ctx.config)}`);
}

/** Uses `ctx` for all requests from now on (tests, processes that own a context already). */
export function startWeb(ctx: Ctx): Web {
  shared.vodmanagerWeb = { ctx, auth: createAuth(ctx) };
  return shared.vodmanagerWeb;
}
