import { findSession } from "#lib/accounts/auth.ts";
import { authoriseUser } from "#lib/accounts/authorise.ts";
import { AppError } from "#lib/errors.ts";
import { type LiveHub, openLiveHub } from "#lib/live/hub.ts";
import type { FindViewer } from "#lib/live/live-stream.ts";
import { createLiveStreams, type LiveStreams } from "#lib/live/live-streams.ts";
import { chosenAccount } from "./account-cookie.ts";
import { getWeb } from "./web.ts";

export type Live = { hub: LiveHub; streams: LiveStreams };

const shared = globalThis as { vodmanagerLive?: Live };
const openWaitMs = 5_000;

/** The process's one ear for changes, opened when the server starts. */
export function getLive(): Live {
  if (!shared.vodmanagerLive) {
    const { ctx } = getWeb();
    const hub = openLiveHub(ctx);
    shared.vodmanagerLive = { hub, streams: createLiveStreams(ctx, hub) };
  }
  return shared.vodmanagerLive;
}

/** Ends it (tests). */
export async function stopLive(): Promise<void> {
  const live = shared.vodmanagerLive;
  shared.vodmanagerLive = undefined;
  await live?.hub.close();
}

/** The stream of changes of who sent this request. */
export async function answerLive(request: Request, since: { lastId: string | null; loadedMs?: number }) {
  const { hub, streams } = getLive();
  // The request's own are gone once it is answered.
  const headers = new Headers(request.headers);
  const findViewer: FindViewer = async () => {
    const { ctx, auth } = getWeb();
    const found = await findSession(auth, headers);
    if (!found) return null;
    const { user, sessionId, expiresAt } = found;
    try {
      const slug = chosenAccount(headers);
      const { accountId } = await authoriseUser(ctx, { userId: user.id, slug, atLeast: "viewer" });
      return { viewer: { accountId, userId: user.id, sessionId, isAdmin: user.isAdmin }, expiresAt };
    } catch (error) {
      if (error instanceof AppError && error.code === "not_found") return null;
      throw error;
    }
  };
  const found = await findViewer();
  if (!found) throw new AppError("unauthenticated", "You are not signed in, or were signed out. Sign in again.");
  if (!(await hub.whenOpen(openWaitMs))) {
    throw new AppError("database_unavailable", "Changes can't be followed right now. The page tries again by itself.");
  }
  const opened = streams.open({ ...found, ...since, findViewer, signal: request.signal });
  if (!opened.ok) return opened;
  return new Response(opened.body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      // no-transform keeps the answer from being compressed, which would hold events back; the last is for nginx.
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
}
