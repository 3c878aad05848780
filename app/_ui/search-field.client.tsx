"use client";
import { Search, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { keysOf } from "#app/_keys/commands.ts";
import { useCommand, useKeyOverrides } from "#app/_keys/keymap.ts";
import { inputClasses } from "./field.tsx";
import { Kbd } from "./kbd.tsx";

/** How long a pause in typing lasts until what is typed is looked for. */
const pauseMs = 200;

/** A field to search the page's list with; the search key leads to it. `onChange` is told when typing pauses. */
export function SearchField(props: { label: string; value: string; onChange: (value: string) => void }) {
  const { label, value, onChange } = props;
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  useCommand("search.focus", () => {
    input.current?.focus();
    input.current?.select();
  });
  const [key] = keysOf("search.focus", useKeyOverrides());
  // What was set elsewhere (all filters cleared, the way back) shows here, too.
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setTyped(value);
  }, [value]);
  const send = (next: string) => {
    sent.current = next.trim();
    onChange(sent.current);
  };
  useEffect(() => {
    if (typed.trim() === sent.current) return;
    const timer = setTimeout(() => send(typed), pauseMs);
    return () => clearTimeout(timer);
  });
  const clear = () => {
    setTyped("");
    send("");
    input.current?.focus();
  };
  return (
    <div className="relative min-w-56 flex-1">
      <Search aria-hidden className="pointer-events-none absolute top-3 left-3 size-4 text-muted" />
      <input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={label}
        value={typed}
        maxLength={200}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => (event.key === "Enter" ? send(typed) : null)}
        className={`${inputClasses} peer pr-10 pl-9 [&::-webkit-search-cancel-button]:hidden`}
      />
      {typed === "" ? (
        key ? (
          <span aria-hidden className="pointer-events-none absolute top-2 right-2.5 peer-focus:hidden max-sm:hidden">
            <Kbd chord={key} />
          </span>
        ) : null
      ) : (
        <button
          type="button"
          onClick={clear}
          aria-label="Clear the search"
          className="absolute top-1.5 right-1.5 grid size-7 place-items-center rounded-md text-muted hover:bg-raised hover:text-ink"
        >
          <X aria-hidden className="size-4" />
        </button>
      )}
    </div>
  );
}
