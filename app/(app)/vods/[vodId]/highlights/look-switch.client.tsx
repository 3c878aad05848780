"use client";
import { LayoutGrid, List, type LucideIcon } from "lucide-react";
import type { ListLook } from "./use-list-look.ts";

const looks: { look: ListLook; label: string; icon: LucideIcon }[] = [
  { look: "rows", label: "As rows", icon: List },
  { look: "cards", label: "As cards", icon: LayoutGrid },
];

/** Lays a list out as rows or as cards. */
export function LookSwitch({ look, onChange }: { look: ListLook; onChange: (look: ListLook) => void }) {
  return (
    <fieldset className="flex overflow-hidden rounded-lg border border-line bg-surface">
      <legend className="sr-only">Layout</legend>
      {looks.map(({ look: one, label, icon: Icon }) => (
        <button
          key={one}
          type="button"
          aria-pressed={look === one}
          aria-label={label}
          title={label}
          onClick={() => onChange(one)}
          className="grid h-8.5 w-9 place-items-center text-muted -outline-offset-2 hover:text-ink aria-pressed:bg-raised aria-pressed:text-ink"
        >
          <Icon aria-hidden className="size-4" />
        </button>
      ))}
    </fieldset>
  );
}
