"use client";
import { useSyncExternalStore } from "react";

const noChanges = () => () => {};

/** The secret after # of the page's address, which no server is sent: "" without one, null until the browser is asked. */
export const useLinkSecret = (): string | null =>
  useSyncExternalStore(
    noChanges,
    () => location.hash.slice(1),
    () => null,
  );
