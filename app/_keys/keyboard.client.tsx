"use client";
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import type { KeyOverrides } from "./commands.ts";
import { listenToKeys, setKeyOverrides, useCommand } from "./keymap.ts";

const KeyHelp = dynamic(() => import("./key-help.client.tsx").then((file) => file.KeyHelp), { ssr: false });
const Palette = dynamic(() => import("./palette.client.tsx").then((file) => file.Palette), { ssr: false });

/** Makes keys work on every page it is around, and holds the help on `?` and the palette, loaded when first asked for. */
export function Keyboard({ overrides, isAdmin }: { overrides: KeyOverrides; isAdmin: boolean }) {
  const [open, setOpen] = useState<"help" | "palette" | null>(null);
  useEffect(() => setKeyOverrides(overrides), [overrides]);
  useEffect(() => listenToKeys(), []);
  const toggle = (what: "help" | "palette") => setOpen((now) => (now === what ? null : what));
  const options = { isInDialog: open !== null };
  useCommand("help.open", () => toggle("help"), options);
  useCommand("palette.open", () => toggle("palette"), options);
  const close = () => setOpen(null);
  if (open === "help") return <KeyHelp onClose={close} />;
  if (open === "palette") return <Palette isAdmin={isAdmin} onClose={close} onHelp={() => setOpen("help")} />;
  return null;
}
