import { type Auth, createAuth } from "#lib/accounts/auth.ts";
import { type Ctx, createContext } from "#lib/context.ts";

/** What every request of this process shares: one context (one database pool) and one authenticator. */
export type Web = { ctx: Ctx; auth: Auth };

const shared = globalThis as { vodmanagerWeb?: Web };

/** The process's shared parts, made at the first request. Kept on globalThis: bundles may hold several copies of this module. */
export function getWeb(): Web {
  shared.vodmanagerWeb ??= startWeb(createContext({ name: "web" }));
  return shared.vodmanagerWeb;
}

/** Uses `ctx` for all requests from now on (tests, processes that own a context already). */
export function startWeb(ctx: Ctx): Web {
  shared.vodmanagerWeb = { ctx, auth: createAuth(ctx) };
  return shared.vodmanagerWeb;
}
