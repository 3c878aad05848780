import { APIError, createAuthMiddleware } from "better-auth/api";
import { hashPassword } from "better-auth/crypto";
import { z } from "zod";
import type { Ctx } from "#lib/context.ts";
import type { AuthCall } from "./auth-call.ts";
import { addressHeader } from "./client-address.ts";
import { forgetSignInTries, takeSignInTry } from "./sign-in-tries.ts";

type TriesCtx = Pick<Ctx, "db" | "now">;

const credentials = z.object({ email: z.string(), password: z.string() });

/** Refuses a try that comes too soon. Of a locked user nobody learns more than that e-mail or password is wrong. */
export const limitSignIn =
  (ctx: TriesCtx) =>
  async (call: AuthCall): Promise<void> => {
    if (call.path !== "/sign-in/email") return;
    const given = credentials.safeParse(call.body);
    if (!given.success) return;
    const taken = await takeSignInTry(ctx, {
      email: given.data.email,
      address: call.headers?.get(addressHeader) ?? null,
    });
    if (taken.ok) return;
    if (taken.reason === "address_locked") {
      const message = "Too many tries from this address. Wait a while, then try again.";
      throw new APIError("TOO_MANY_REQUESTS", { message }, { "retry-after": String(taken.retryAfterSeconds) });
    }
    // As long as reading a wrong password takes.
    await hashPassword(given.data.password.slice(0, 128));
    throw new APIError("UNAUTHORIZED", { message: "Invalid email or password", code: "INVALID_EMAIL_OR_PASSWORD" });
  };

/** Forgets the tries of who got in. */
export const forgiveSignIn = (ctx: TriesCtx) =>
  createAuthMiddleware(async (call) => {
    if (call.path !== "/sign-in/email" || !call.context.newSession) return;
    const address = call.headers?.get(addressHeader) ?? null;
    await forgetSignInTries(ctx, { email: call.context.newSession.user.email, address });
  });
