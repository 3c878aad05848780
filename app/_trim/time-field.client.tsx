"use client";
import { ChevronLeft, ChevronRight, ChevronsLeft, ChevronsRight, MapPin } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { formatTimestamp, parseTimestamp } from "#lib/time.ts";
import type { Side } from "./bounds.ts";
import type { Draft } from "./draft.ts";

type Props = {
  side: Side;
  draft: Draft;
  /** Moves the bound: by frames, by seconds, to a time. */
  onStep: (side: Side, by: 1 | -1) => void;
  onMove: (side: Side, seconds: number) => void;
  onPlayhead: (side: Side) => void;
};

const words = { start: "Begin", end: "End" } as const;

/** A bound as a time to type, with its steps beside it. While a bound is dragged the time follows without rendering. */
export function TimeField({ side, draft, onStep, onMove, onPlayhead }: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<string | null>(null);
  const name = words[side];
  const seconds = () => (side === "start" ? draft.get().startSeconds : draft.get().endSeconds);

  useEffect(() => {
    const show = () => {
      if (!input.current || document.activeElement === input.current) return;
      const at = side === "start" ? draft.get().startSeconds : draft.get().endSeconds;
      input.current.value = formatTimestamp(at, 2);
    };
    show();
    return draft.onMove(show);
  }, [draft, side]);

  const commit = () => {
    const text = input.current?.value ?? "";
    if (text === formatTimestamp(seconds(), 2)) {
      setError(null);
      return;
    }
    const typed = parseTimestamp(text);
    setError(typed === null ? "Type a time as 1:02:03.4, 2:03.4 or seconds." : null);
    if (typed !== null) onMove(side, typed);
  };
  const settle = () => {
    commit();
    if (input.current) input.current.value = formatTimestamp(seconds(), 2);
    setError(null);
  };
  const step = (label: string, icon: React.ReactNode, run: () => void) => (
    <Button look="quiet" size="tiny" aria-label={`${name}: ${label}`} title={label} onClick={run}>
      {icon}
    </Button>
  );
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-xs font-medium text-muted">
        {name}
      </label>
      <div className="flex items-center gap-0.5">
        {step("a second back", <ChevronsLeft aria-hidden className="size-4" />, () => onMove(side, seconds() - 1))}
        {step("a frame back", <ChevronLeft aria-hidden className="size-4" />, () => onStep(side, -1))}
        <input
          ref={input}
          id={id}
          inputMode="decimal"
          autoComplete="off"
          spellCheck={false}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${id}-error` : undefined}
          onKeyDown={(event) => {
            if (event.key === "Enter") commit();
            if (event.key === "Escape" && input.current) {
              input.current.value = formatTimestamp(seconds(), 2);
              input.current.blur();
            }
          }}
          onBlur={settle}
          className="time h-8 w-26 rounded-md border border-line-strong bg-canvas px-2 text-center text-sm font-medium text-ink aria-invalid:border-bad"
        />
        {step("a frame on", <ChevronRight aria-hidden className="size-4" />, () => onStep(side, 1))}
        {step("a second on", <ChevronsRight aria-hidden className="size-4" />, () => onMove(side, seconds() + 1))}
        {step("at the playhead", <MapPin aria-hidden className="size-4" />, () => onPlayhead(side))}
      </div>
      {error ? (
        <p id={`${id}-error`} role="alert" className="mt-1 text-xs text-bad">
          {error}
        </p>
      ) : null}
    </div>
  );
}
