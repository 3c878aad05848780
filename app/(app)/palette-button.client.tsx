"use client";
import { Search } from "lucide-react";
import { runCommand } from "#app/_keys/keymap.ts";
import { Button } from "#app/_ui/button.tsx";

/** Opens the palette by pointer. */
export function PaletteButton() {
  return (
    <Button
      look="quiet"
      size="icon"
      className="max-sm:hidden"
      aria-label="Go to or do anything"
      onClick={() => runCommand("palette.open")}
    >
      <Search aria-hidden className="size-4.5" />
    </Button>
  );
}
