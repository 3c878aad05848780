import { eq } from "drizzle-orm";
import { authUsers } from "#drizzle/schema/auth.ts";
import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import type { Auth } from "../auth.ts";
import { movingMail } from "../sign-in/mails.ts";
import { sendMailNow } from "../sign-in/send-mail.ts";
import { checkPassword } from "./check-password.ts";

type Change = {
  user: { id: string; email: string };
  /** Of the browser that asks. */
  headers: Headers;
  email: string;
  /** Empty where the user has none. */
  password: string;
};

/** `isSent`: the new address counts when the link in the e-mail to it is opened; else it does from now on. */
export type EmailChange =
  | { ok: true; isSent: boolean }
  | Refusal<"invalid_input" | "rate_limited" | "conflict" | "duplicate">;

/**
 * Moves a user to another e-mail address. Where e-mails are sent, nothing is told of an address that somebody has, the old
 * address is told what is going on, and the new one has to be confirmed.
 */
export async function changeEmail(
  ctx: Pick<Ctx, "db" | "now" | "config" | "log"> & { auth: Auth },
  input: Change,
): Promise<EmailChange> {
  const { user, headers } = input;
  const email = input.email.toLowerCase();
  if (email === user.email) return { ok: false, reason: "conflict", message: "That is your address already." };
  const known = await checkPassword(ctx, { userId: user.id, email: user.email, password: input.password });
  if (!known.ok) return known;
  if (!ctx.config.mail) return moveNow(ctx, { userId: user.id, email });
  await ctx.auth.api.changeEmail({ headers, body: { newEmail: email, callbackURL: "/settings/profile?moved=1" } });
  await sendMailNow(ctx, { to: user.email, ...movingMail(email) });
  return { ok: true, isSent: true };
}

async function moveNow(
  ctx: Pick<Ctx, "db" | "now">,
  { userId, email }: { userId: string; email: string },
): Promise<EmailChange> {
  try {
    await ctx.db.update(authUsers).set({ email, updatedAt: ctx.now() }).where(eq(authUsers.id, userId));
  } catch (error) {
    if (!isTaken(error)) throw error;
    return { ok: false, reason: "duplicate", message: "Somebody else here has this address." };
  }
  return { ok: true, isSent: false };
}

/** Postgres' code for a value that has to be unique and isn't. */
const isTaken = (error: unknown): boolean =>
  error instanceof Error && (error.cause as { code?: string } | undefined)?.code === "23505";
