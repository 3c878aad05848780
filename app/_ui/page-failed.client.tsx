"use client";
import { useEffect, useState } from "react";
import { findLoss, type Loss } from "#app/_live/find-loss.ts";
import { ErrorState } from "./states.tsx";

const lookEveryMs = 3_000;

const words: Record<Loss, { title: string; text: string }> = {
  nothing: {
    title: "This page couldn't be shown",
    text: "Something went wrong on our side. Try again; if it stays, the server's log has the reason.",
  },
  database: {
    title: "The database can't be reached",
    text: "VOD Manager runs, but can't read what is stored. Nothing is lost; this page comes by itself when the database is back.",
  },
  connection: {
    title: "VOD Manager can't be reached",
    text: "Check that it is running and your connection. This page comes by itself when it is back.",
  },
};

/** In place of a page that failed: says what is away, and shows the page when that is back. */
export function PageFailed({ reset }: { reset: () => void }) {
  const [loss, setLoss] = useState<Loss>("nothing");
  useEffect(() => {
    let wasAway = false;
    const look = async () => {
      const found = await findLoss();
      if (wasAway && found === "nothing") return location.reload();
      wasAway = found !== "nothing";
      setLoss(found);
    };
    void look();
    const timer = setInterval(look, lookEveryMs);
    return () => clearInterval(timer);
  }, []);
  return <ErrorState {...words[loss]} onRetry={loss === "nothing" ? reset : () => location.reload()} />;
}
