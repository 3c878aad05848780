import { and, eq, gt, ne, type SQL, sql } from "drizzle-orm";
import { authSessions } from "#drizzle/schema/auth.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { byTime, cutPage, type PageQuery } from "#lib/paging.ts";

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

export type SessionPage = { sessions: SessionView[]; nextCursor: string | null };

type Of = { userId: string; currentSessionId: string };

const seenLastFirst = byTime({ at: authSessions.updatedAt, id: authSessions.id, isDescending: true });

/** A page of where a user is signed in: the browser that asks on top of the first, then the others, those seen last first. */
export async function listSessions(ctx: Pick<Ctx, "db" | "now">, input: PageQuery & Of): Promise<SessionPage> {
  const { cursor, limit, currentSessionId } = input;
  const read = (which: SQL | undefined) =>
    ctx.db
      .select({
        pageEnd: seenLastFirst.pageEnd,
        id: authSessions.id,
        isCurrent: sql<boolean>`${authSessions.id} = ${currentSessionId}`,
        address: authSessions.ipAddress,
        userAgent: authSessions.userAgent,
        createdAt: authSessions.createdAt,
        lastSeenAt: authSessions.updatedAt,
        expiresAt: authSessions.expiresAt,
      })
      .from(authSessions)
      .where(and(eq(authSessions.userId, input.userId), gt(authSessions.expiresAt, ctx.now()), which))
      .orderBy(...seenLastFirst.orderBy)
      .limit(limit + 1);
  const [own, others] = await Promise.all([
    cursor === undefined ? read(eq(authSessions.id, currentSessionId)) : [],
    read(and(ne(authSessions.id, currentSessionId), seenLastFirst.after(cursor))),
  ]);
  const { shown, nextCursor } = cutPage(others, limit, (row) => row.id);
  return { sessions: [...cutPage(own, limit, (row) => row.id).shown, ...shown], nextCursor };
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
