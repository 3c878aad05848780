import { and, desc, eq, gt, ne } from "drizzle-orm";
import { authSessions } from "#drizzle/schema/auth.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";

/** A browser that is signed in. The session's own secret is not among it. */
export type SessionView = {
  id: string;
  isCurrent: boolean;
  address: string | null;
  userAgent: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
};

/** More than anybody has; programs that sign in again and again have no end. */
const mostShown = 100;

type Of = { userId: string; currentSessionId: string };

/** Where a user is signed in: the browser that asks, then the others, those seen last first. */
export async function listSessions(ctx: Pick<Ctx, "db" | "now">, input: Of): Promise<SessionView[]> {
  const rows = await ctx.db
    .select()
    .from(authSessions)
    .where(and(eq(authSessions.userId, input.userId), gt(authSessions.expiresAt, ctx.now())))
    .orderBy(desc(eq(authSessions.id, input.currentSessionId)), desc(authSessions.updatedAt), desc(authSessions.id))
    .limit(mostShown);
  return rows.map((row) => ({
    id: row.id,
    isCurrent: row.id === input.currentSessionId,
    address: row.ipAddress,
    userAgent: row.userAgent,
    createdAt: row.createdAt,
    lastSeenAt: row.updatedAt,
    expiresAt: row.expiresAt,
  }));
}

/** Signs one of a user's browsers out, at once. Throws `not_found`. */
export async function revokeSession(ctx: Pick<Ctx, "db">, input: { userId: string; sessionId: string }): Promise<void> {
  const gone = await ctx.db
    .delete(authSessions)
    .where(and(eq(authSessions.userId, input.userId), eq(authSessions.id, input.sessionId)))
    .returning({ id: authSessions.id });
  if (gone.length === 0) throw new AppError("not_found", "That browser is not signed in any more.");
}

/** Signs a user out everywhere but here. Returns of how many browsers. */
export async function revokeOtherSessions(ctx: Pick<Ctx, "db">, input: Of): Promise<number> {
  const gone = await ctx.db
    .delete(authSessions)
    .where(and(eq(authSessions.userId, input.userId), ne(authSessions.id, input.currentSessionId)))
    .returning({ id: authSessions.id });
  return gone.length;
}
