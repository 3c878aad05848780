"use client";
import { useQueryClient } from "@tanstack/react-query";
import { WifiOff } from "lucide-react";
import { useEffect, useState } from "react";
import { type ConnectionState, connectLive } from "./connection.ts";
import { findLoss } from "./find-loss.ts";
import { patternsOf } from "./live-keys.ts";
import { createRefresher } from "./refresher.ts";

const lossWords = {
  connection: { what: "Connection lost.", until: "the connection is back" },
  database: { what: "The database can't be reached.", until: "the database is back" },
};

/** How often everything on the screen is asked for while no changes are told. */
const fallbackMs = 20_000;

/** Keeps every page up to date, and says so when it can't. Hangs below the header; takes no room. */
export function Live() {
  const client = useQueryClient();
  const [state, setState] = useState<ConnectionState>("connecting");
  const [isDatabaseAway, setDatabaseAway] = useState(false);
  useEffect(() => {
    const refresher = createRefresher(client);
    let fallback: ReturnType<typeof setInterval> | undefined;
    const stop = connectLive("/api/v1/live", {
      onChanges: (changes) => refresher.refresh(patternsOf(changes)),
      onResync: () => void refresher.refreshAll(),
      // Any answer now leads to the sign-in page.
      onEnd: () => void refresher.refreshAll(),
      onState: (next) => {
        setState(next);
        clearInterval(fallback);
        if (next !== "lost") return;
        const look = () => void findLoss().then((loss) => setDatabaseAway(loss === "database"));
        look();
        fallback = setInterval(() => {
          look();
          void refresher.refreshAll();
        }, fallbackMs);
      },
    });
    return () => {
      stop();
      clearInterval(fallback);
    };
  }, [client]);
  const words = isDatabaseAway ? lossWords.database : lossWords.connection;
  return (
    <div role="status" className="pointer-events-none absolute inset-x-0 top-full flex justify-center px-2">
      {state === "lost" ? (
        <p className="flex items-center gap-2 rounded-b-lg border border-t-0 border-warn/50 bg-surface px-3 py-1 text-sm text-warn shadow-lg max-sm:py-px max-sm:text-xs">
          <WifiOff aria-hidden className="size-4 shrink-0" />
          {/* On a phone one line fits between the header and a page's title. */}
          <span>
            {words.what} What you see may be old
            <span className="max-sm:sr-only">; it updates by itself when {words.until}</span>.
          </span>
        </p>
      ) : null}
    </div>
  );
}
