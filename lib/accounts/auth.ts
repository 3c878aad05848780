import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { betterAuth } from "better-auth/minimal";
import { authIdentities, authSessions, authUsers, authVerifications } from "#drizzle/schema/auth.ts";
import type { Ctx } from "#lib/context.ts";
import { minPasswordLength } from "./create-user.ts";
import { findSameHostOrigin, listTrustedOrigins } from "./trusted-origin.ts";

export type Auth = ReturnType<typeof createAuth>;

/** Who is signed in. */
export type SignedInUser = { id: string; email: string; name: string; isAdmin: boolean };

/** E-mail and password sign-in over our tables; sessions are rows, the cookie holds their signed token. */
export function createAuth(ctx: Pick<Ctx, "config" | "db" | "log">) {
  const { config, log } = ctx;
  return betterAuth({
    appName: "VOD Manager",
    baseURL: config.appUrl,
    basePath: "/api/auth",
    secret: config.authSecret,
    database: drizzleAdapter(ctx.db, {
      provider: "pg",
      transaction: true,
      schema: {
        user: authUsers,
        session: authSessions,
        account: authIdentities,
        verification: authVerifications,
      },
    }),
    user: { additionalFields: { isAdmin: { type: "boolean", required: false, defaultValue: false, input: false } } },
    emailAndPassword: { enabled: true, disableSignUp: !config.allowSignUp, minPasswordLength },
    trustedOrigins: (request) => {
      const ownHost = request ? findSameHostOrigin(request.headers) : null;
      return [...listTrustedOrigins(config), ...(ownHost ? [ownHost] : [])];
    },
    rateLimit: { enabled: true, window: 60, max: 120, customRules: { "/sign-in/email": { window: 60, max: 30 } } },
    advanced: {
      cookiePrefix: "vodmanager",
      useSecureCookies: config.appUrl.startsWith("https:"),
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax" },
      ipAddress: { ipAddressHeaders: ["x-forwarded-for"] },
    },
    telemetry: { enabled: false },
    logger: {
      level: "warn",
      log: (level, message) =>
        log[level === "error" ? "error" : level === "warn" ? "warn" : "info"]({ message }, "auth"),
    },
  });
}

/** Who sent a request with these headers, and by which session; or null. */
export async function findSession(
  auth: Auth,
  headers: Headers,
): Promise<{ user: SignedInUser; sessionId: string; expiresAt: Date } | null> {
  const found = await auth.api.getSession({ headers });
  if (!found) return null;
  const { id, email, name, isAdmin } = found.user;
  const user = { id, email, name, isAdmin: isAdmin === true };
  return { user, sessionId: found.session.id, expiresAt: found.session.expiresAt };
}

/** Who sent a request with these headers, or null. */
export const findSignedInUser = async (auth: Auth, headers: Headers): Promise<SignedInUser | null> =>
  (await findSession(auth, headers))?.user ?? null;
