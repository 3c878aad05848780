"use client";
import { useEffect } from "react";
import { listenToKeys } from "./keymap.ts";

/** Makes the keys of `commands` work, on every page it is around. */
export function KeyListener() {
  useEffect(() => listenToKeys(), []);
  return null;
}
