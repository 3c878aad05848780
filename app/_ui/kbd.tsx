import { chordParts } from "#app/_keys/chord.ts";

const isMac = () => typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

/** A chord as keys: Ctrl + Shift + Z. */
export function Kbd({ chord }: { chord: string }) {
  return (
    <span className="inline-flex gap-1 align-middle">
      {chordParts(chord, isMac()).map((part) => (
        <kbd
          key={part}
          className="min-w-6 rounded-md border border-line-strong/60 bg-canvas px-1.5 py-0.5 text-center font-sans text-xs leading-4 text-ink"
        >
          {part}
        </kbd>
      ))}
    </span>
  );
}
