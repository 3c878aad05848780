type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/**
 * The name of what is pressed: `k`, `Shift+z`, `Mod+Shift+z` (Mod is Ctrl, or Command on a Mac), `Space`, `?`. Shift is
 * named with letters and named keys only: other signs are told apart by themselves on every keyboard layout. Null while
 * only a modifier is down.
 */
export function chordOf(event: Pressed): string | null {
  const { key } = event;
  if (["Shift", "Control", "Meta", "Alt", "AltGraph", "Dead", "Unidentified"].includes(key)) return null;
  const isLetter = key.length === 1 && key.toLowerCase() !== key.toUpperCase();
  const name = key === " " ? "Space" : isLetter ? key.toLowerCase() : key;
  const namesShift = isLetter || name.length > 1;
  const parts = [
    event.ctrlKey || event.metaKey ? "Mod" : "",
    event.altKey ? "Alt" : "",
    event.shiftKey && namesShift ? "Shift" : "",
    name,
  ];
  return parts.filter(Boolean).join("+");
}

const shown: Record<string, string> = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc" };

/** The parts of a chord as they are printed on keys: `["Shift", "Z"]`. */
export function chordParts(chord: string, isMac: boolean): string[] {
  const names = chord === "+" ? ["+"] : chord.split(/\+(?=.)/);
  return names.map((name) => {
    if (name === "Mod") return isMac ? "⌘" : "Ctrl";
    if (name === "Alt" && isMac) return "⌥";
    return shown[name] ?? (name.length === 1 ? name.toUpperCase() : name);
  });
}
