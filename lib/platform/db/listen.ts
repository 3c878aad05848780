import pg from "pg";
import type { Log } from "../log.ts";
import type { Db } from "./client.ts";

export type Listening = {
  /** Whether messages arrive now. */
  isOpen: () => boolean;
  close: () => Promise<void>;
};

const shortestRetryMs = 200;
const longestRetryMs = 10_000;
const checkEveryMs = 15_000;

/**
 * Listens to a Postgres channel on a connection of its own, which it makes anew, ever more slowly, when it is lost.
 * What is told while there is none never arrives: `onOpen` and `onLost` say from and until when everything does.
 */
export function listenToChannel(
  ctx: { db: Db; log: Log },
  options: {
    channel: string;
    onPayload: (payload: string) => void;
    onOpen: () => void;
    onLost: () => void;
  },
): Listening {
  const pool = (ctx.db as unknown as { $client: pg.Pool }).$client;
  let client: pg.Client | null = null;
  let isOpen = false;
  let isClosed = false;
  let retryMs = shortestRetryMs;
  let timer: NodeJS.Timeout | undefined;

  const connect = async () => {
    const made = new pg.Client({
      ...pool.options,
      application_name: "vodmanager-live",
      keepAlive: true,
      query_timeout: checkEveryMs,
    });
    client = made;
    let isGone = false;
    const lose = (error?: unknown) => {
      if (isGone) return;
      isGone = true;
      clearTimeout(timer);
      void made.end().catch(() => {});
      if (isOpen) {
        isOpen = false;
        options.onLost();
      }
      if (isClosed) return;
      ctx.log.warn({ err: error, retryMs }, "listening for changes was interrupted; it is tried again");
      timer = setTimeout(connect, retryMs);
      retryMs = Math.min(longestRetryMs, retryMs * 2);
    };
    made.on("error", lose);
    made.on("end", () => lose());
    made.on("notification", ({ payload }) => {
      if (payload !== undefined && !isGone) options.onPayload(payload);
    });
    /** A connection that died without a word is found by asking. */
    const check = () => {
      timer = setTimeout(() => void made.query("select 1").then(check, lose), checkEveryMs);
    };
    try {
      await made.connect();
      await made.query(`listen ${pg.escapeIdentifier(options.channel)}`);
      if (isGone || isClosed) return void made.end().catch(() => {});
      isOpen = true;
      retryMs = shortestRetryMs;
      options.onOpen();
      check();
    } catch (error) {
      lose(error);
    }
  };
  void connect();
  return {
    isOpen: () => isOpen,
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      await client?.end().catch(() => {});
    },
  };
}
