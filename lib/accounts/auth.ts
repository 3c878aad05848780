import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { APIError, createAuthMiddleware } from "better-auth/api";
import { betterAuth } from "better-auth/minimal";
import { authRateLimits } from "#drizzle/schema/access.ts";
import { authIdentities, authSessions, authUsers, authVerifications } from "#drizzle/schema/auth.ts";
import type { Ctx } from "#lib/context.ts";
import { minPasswordLength } from "./create-user.ts";
import { addressHeader } from "./sign-in/client-address.ts";
import { guardAddressChange } from "./sign-in/guard-address-change.ts";
import { forgiveSignIn, limitSignIn } from "./sign-in/limit-sign-in.ts";
import { knownAddressMail, resetMail, verifyMail } from "./sign-in/mails.ts";
import { sendMailNow } from "./sign-in/send-mail.ts";
import { forgetSignInTries } from "./sign-in/sign-in-tries.ts";
import { twitchSignIn } from "./sign-in/twitch.ts";
import { findSameHostOrigin, listTrustedOrigins } from "./trusted-origin.ts";

export type Auth = ReturnType<typeof createAuth>;
export type AuthCtx = Pick<Ctx, "config" | "db" | "log" | "now" | "atPoint">;

/** Who is signed in. */
export type SignedInUser = { id: string; email: string; name: string; isAdmin: boolean };

/** Addresses below /api/auth that are used here. Everything else the library brings is off: `disabledPaths`. */
export const openAuthPaths = [
  "/sign-in/email",
  "/sign-in/social",
  "/callback/:id",
  "/sign-up/email",
  "/sign-out",
  "/get-session",
  "/send-verification-email",
  "/verify-email",
  "/request-password-reset",
  "/reset-password",
  "/reset-password/:token",
  "/change-password",
  "/link-social",
  "/ok",
  "/error",
];

export const disabledAuthPaths = [
  "/list-accounts",
  "/unlink-account",
  "/get-access-token",
  "/refresh-token",
  "/account-info",
  "/verify-password",
  "/list-sessions",
  "/revoke-session",
  "/revoke-sessions",
  "/revoke-other-sessions",
  "/update-session",
  "/update-user",
  "/delete-user",
  "/delete-user/callback",
  "/change-email",
];

const hour = 3_600;

/** The page that a link of an e-mail, or of the command line, leads to. After #: it is sent to no server on the way. */
export const resetLink = (config: Pick<Ctx["config"], "appUrl">, token: string): string =>
  `${config.appUrl}/reset-password#${token}`;
export const resetLinkSeconds = hour;

/**
 * E-mail and password sign-in, and Twitch's where it is set up, over our tables; sessions are rows, the cookie holds their
 * signed token. Where e-mail is set up, an address counts only after it is confirmed.
 */
export function createAuth(ctx: AuthCtx) {
  const { config, log } = ctx;
  const mail = (to: string, message: { subject: string; text: string }) =>
    sendMailNow(ctx, { to, ...message }).then(() => {});
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
        rateLimit: authRateLimits,
      },
    }),
    user: {
      // Asked for by our own route, which wants the password: its address here is off.
      changeEmail: { enabled: true },
      additionalFields: { isAdmin: { type: "boolean", required: false, defaultValue: false, input: false } },
    },
    // Who is signed in may link a Twitch user with another address, as long as Twitch has confirmed that.
    account: { accountLinking: { allowDifferentEmails: true } },
    emailAndPassword: {
      enabled: true,
      disableSignUp: !config.allowSignUp,
      minPasswordLength,
      requireEmailVerification: config.mail !== undefined,
      resetPasswordTokenExpiresIn: resetLinkSeconds,
      revokeSessionsOnPasswordReset: true,
      onPasswordReset: ({ user }) => forgetSignInTries(ctx, { email: user.email }),
      sendResetPassword: config.mail && (({ user, token }) => mail(user.email, resetMail(resetLink(config, token)))),
      onExistingUserSignUp: ({ user }) => mail(user.email, knownAddressMail(`${config.appUrl}/sign-in`)),
    },
    emailVerification: {
      sendVerificationEmail: config.mail && (({ user, url }) => mail(user.email, verifyMail(url))),
      sendOnSignIn: true,
      expiresIn: hour,
    },
    plugins: config.twitch ? [twitchSignIn(config, config.twitch)] : [],
    hooks: {
      before: createAuthMiddleware(async (call) => {
        await limitSignIn(ctx)(call);
        await guardAddressChange(call);
      }),
      after: forgiveSignIn(ctx),
    },
    disabledPaths: disabledAuthPaths,
    onAPIError: {
      errorURL: `${config.appUrl}/sign-in`,
      // Refusals are answers; the library would print them beside the log.
      onError: (error) => {
        if (!(error instanceof APIError) || error.statusCode >= 500) log.error({ err: error }, "auth failed");
      },
    },
    verification: { storeIdentifier: "hashed" },
    trustedOrigins: (request) => {
      const ownHost = request ? findSameHostOrigin(request.headers) : null;
      return [...listTrustedOrigins(config), ...(ownHost ? [ownHost] : [])];
    },
    // In the database: several webs count together.
    rateLimit: {
      enabled: true,
      storage: "database",
      window: 60,
      max: 120,
      customRules: {
        "/sign-in/email": { window: 60, max: 60 },
        "/sign-in/social": { window: 60, max: 20 },
        "/sign-up/email": { window: 60, max: 10 },
        "/change-password": { window: 60, max: 10 },
        "/link-social": { window: 60, max: 20 },
        "/get-session": false,
        "/request-password-reset": { window: 300, max: 5 },
        "/send-verification-email": { window: 300, max: 5 },
      },
    },
    advanced: {
      cookiePrefix: "vodmanager",
      useSecureCookies: config.appUrl.startsWith("https:"),
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax" },
      ipAddress: { ipAddressHeaders: [addressHeader] },
      // An answer takes as long for an unknown address as for one that gets an e-mail.
      backgroundTasks: {
        handler: (work) => void work.catch((error) => log.error({ err: error }, "work after a sign-in answer failed")),
      },
    },
    telemetry: { enabled: false },
    logger: {
      level: "warn",
      log: (level, message) =>
        log[level === "error" ? "error" : level === "warn" ? "warn" : "info"]({ message }, "auth"),
    },
  });
}

/** The library keeps to itself why a session couldn't be looked up: the database, asked once more, says so by itself. */
async function throwReason(auth: Auth, error: unknown): Promise<never> {
  if (error instanceof APIError && error.statusCode >= 500) {
    const { adapter } = await auth.$context;
    await adapter.findOne({ model: "session", where: [{ field: "token", value: "none" }] });
  }
  throw error;
}

/**
 * Who sent a request with these headers, and by which session; or null. Throws what the driver says when the database is
 * away.
 */
export async function findSession(
  auth: Auth,
  headers: Headers,
): Promise<{ user: SignedInUser; sessionId: string; expiresAt: Date } | null> {
  const found = await auth.api.getSession({ headers }).catch((error) => throwReason(auth, error));
  if (!found) return null;
  const { id, email, name, isAdmin } = found.user;
  const user = { id, email, name, isAdmin: isAdmin === true };
  return { user, sessionId: found.session.id, expiresAt: found.session.expiresAt };
}

/** Who sent a request with these headers, or null. */
export const findSignedInUser = async (auth: Auth, headers: Headers): Promise<SignedInUser | null> =>
  (await findSession(auth, headers))?.user ?? null;
