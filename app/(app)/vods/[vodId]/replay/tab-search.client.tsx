"use client";
import { ChevronDown, ChevronUp, Search, X } from "lucide-react";
import { type KeyboardEvent, useRef } from "react";
import { useCommand } from "#app/_keys/keymap.ts";
import { Button } from "#app/_ui/button.tsx";

type Props = {
  label: string;
  text: string;
  onText: (text: string) => void;
  /** How many were found; null while it is looked for, or nothing is. */
  count: number | null;
  /** More were found than are listed. */
  isCut?: boolean;
  /** Which of them is shown, from 0; -1: none yet. */
  at: number;
  onStep: (by: 1 | -1) => void;
};

/** A search over the whole of a tab, with its hits gone through one by one. */
export function TabSearch({ label, text, onText, count, isCut, at, onStep }: Props) {
  const input = useRef<HTMLInputElement>(null);
  useCommand("search.focus", () => input.current?.select());
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") onStep(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape" && text !== "") onText("");
    else if (event.key === "Escape") input.current?.blur();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const found =
    count === null
      ? "…"
      : count === 0
        ? "Nothing"
        : `${at < 0 ? "" : `${at + 1} / `}${count.toLocaleString("en")}${isCut ? "+" : ""}`;
  return (
    <search className="flex items-center gap-1 border-b border-line px-2 py-1.5">
      <div className="relative min-w-0 flex-1">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-2 size-4 -translate-y-1/2 text-muted"
        />
        <input
          ref={input}
          type="search"
          aria-label={label}
          placeholder={label}
          maxLength={200}
          value={text}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={onKeyDown}
          className="h-8 w-full rounded-md border border-line bg-canvas pr-2 pl-8 text-sm placeholder:text-muted [&::-webkit-search-cancel-button]:hidden"
        />
      </div>
      {text === "" ? null : (
        <>
          <output className="time px-1 text-xs text-muted">{found}</output>
          <Button
            look="quiet"
            size="icon"
            className="size-8"
            aria-label="Previous hit"
            disabled={!count}
            onClick={() => onStep(-1)}
          >
            <ChevronUp aria-hidden className="size-4" />
          </Button>
          <Button
            look="quiet"
            size="icon"
            className="size-8"
            aria-label="Next hit"
            disabled={!count}
            onClick={() => onStep(1)}
          >
            <ChevronDown aria-hidden className="size-4" />
          </Button>
          <Button look="quiet" size="icon" className="size-8" aria-label="Stop searching" onClick={() => onText("")}>
            <X aria-hidden className="size-4" />
          </Button>
        </>
      )}
    </search>
  );
}
