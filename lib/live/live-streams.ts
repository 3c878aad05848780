import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import type { LiveHub } from "./hub.ts";
import { type LiveStreamInput, startLiveStream } from "./live-stream.ts";

const mostOfUser = 24;
const mostOfAll = 2_000;

export type LiveStreams = {
  /** Opens one more stream for a viewer, unless they or all together have as many as the server keeps. */
  open: (
    input: Omit<LiveStreamInput, "onEnd">,
  ) => { ok: true; body: ReadableStream<Uint8Array> } | Refusal<"cap_reached">;
  count: () => number;
};

/** The open streams of this process. */
export function createLiveStreams(ctx: Pick<Ctx, "log" | "now">, hub: LiveHub): LiveStreams {
  const userIds = new Map<symbol, string>();
  return {
    count: () => userIds.size,
    open: (input) => {
      const { userId } = input.viewer;
      const ofUser = [...userIds.values()].filter((one) => one === userId).length;
      if (ofUser >= mostOfUser || userIds.size >= mostOfAll) {
        const message =
          "Too many pages of yours are open to keep them all up to date. Close some, then reload this one.";
        return { ok: false, reason: "cap_reached", message };
      }
      const key = Symbol();
      userIds.set(key, userId);
      return { ok: true, body: startLiveStream(ctx, hub, { ...input, onEnd: () => userIds.delete(key) }) };
    },
  };
}
