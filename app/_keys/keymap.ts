import { useEffect, useRef, useSyncExternalStore } from "react";
import { commandCalls } from "#app/_access/command-calls.ts";
import { useMayCheck } from "#app/_access/may.client.tsx";
import { chordOf } from "./chord.ts";
import { type CommandId, commandsFor, type KeyOverrides } from "./commands.ts";

type Handler = { id: CommandId; isInDialog: boolean; run: () => void };

/** What the page offers now: one window has one keyboard. The offer made last comes first. */
const offers: Handler[] = [];
const listeners = new Set<() => void>();
let overrides: KeyOverrides = {};
let offered: readonly CommandId[] = [];

const tell = () => {
  offered = [...new Set(offers.map((offer) => offer.id))];
  for (const listener of listeners) listener();
};
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Puts a user's own keys in the place of the usual ones. */
export function setKeyOverrides(next: KeyOverrides): void {
  overrides = next;
  tell();
}

export const useKeyOverrides = (): KeyOverrides =>
  useSyncExternalStore(
    subscribe,
    () => overrides,
    () => overrides,
  );

const none: readonly CommandId[] = [];

/** The commands the page offers now, for the help and the palette. */
export const useOfferedCommands = (): readonly CommandId[] =>
  useSyncExternalStore(
    subscribe,
    () => offered,
    () => none,
  );

/** Runs a command as its key would; false when nothing on the page offers it. */
export function runCommand(id: CommandId): boolean {
  const offer = offers.findLast((one) => one.id === id);
  offer?.run();
  return offer !== undefined;
}

/**
 * Offers a command while the component is there: its keys run `run`. Of two offers of one command the newer one counts.
 * While a dialog is open only offers made with `isInDialog` are heard. `isEnabled: false` offers nothing, nor does a
 * command whose call the server refuses whoever is there.
 */
export function useCommand(
  id: CommandId,
  run: () => void,
  options: { isEnabled?: boolean; isInDialog?: boolean } = {},
): void {
  const latest = useRef(run);
  latest.current = run;
  const { isInDialog = false } = options;
  const isAllowed = useMayCheck()(commandCalls[id]);
  const isEnabled = isAllowed && (options.isEnabled ?? true);
  useEffect(() => {
    if (!isEnabled) return;
    const offer: Handler = { id, isInDialog, run: () => latest.current() };
    offers.push(offer);
    tell();
    return () => {
      offers.splice(offers.indexOf(offer), 1);
      tell();
    };
  }, [id, isEnabled, isInDialog]);
}

/** Hears the keys of the window. Called once, by what is around every page. Returns the end of it. */
export function listenToKeys(): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const chord = chordOf(event);
    if (chord === null || isTakenBy(event.target, chord)) return;
    const isDialogOpen = document.querySelector("[role=dialog], [role=alertdialog]") !== null;
    const ids = commandsFor(chord, overrides);
    const offer = offers.findLast((one) => ids.includes(one.id) && (!isDialogOpen || one.isInDialog));
    if (!offer) return;
    event.preventDefault();
    offer.run();
  };
  window.addEventListener("keydown", onKeyDown);
  return () => window.removeEventListener("keydown", onKeyDown);
}

const typed =
  "input:not([type=checkbox], [type=radio], [type=button], [type=range]), textarea, select, [contenteditable=true]";
const pressed = "button, a[href], summary, [role=button], [role=menuitem], [role=tab], [role=option], input";

/** Whether what has the focus uses the key itself: text fields every key but Escape and Mod+…, buttons Enter and Space. */
function isTakenBy(target: EventTarget | null, chord: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest("[role=menu], [role=listbox]")) return true;
  if (target.closest(typed)) return chord !== "Escape" && !chord.startsWith("Mod+");
  if (chord === "Enter" || chord === "Space") return target.closest(pressed) !== null;
  return /^(Shift\+)?Arrow|^Home$|^End$/.test(chord) && target.closest("[role=tab], [role=radio], input") !== null;
}
