"use client";
import { ChevronDown, ListFilter, Search, X } from "lucide-react";
import { type ReactNode, useId, useRef, useState } from "react";
import { useCommand } from "#app/_keys/keymap.ts";
import { Button } from "#app/_ui/button.tsx";
import type { SignalName } from "#lib/highlights/model.ts";
import { LookSwitch } from "./look-switch.client.tsx";
import {
  isFiltered,
  type LengthName,
  type ListView,
  type SortName,
  type StateName,
  scoreSteps,
  signalNames,
  stateNames,
  wholeList,
} from "./model.ts";
import type { ListLook } from "./use-list-look.ts";

const stateWords: Record<StateName, string> = {
  open: "To decide",
  approved: "Approved",
  rejected: "Rejected",
  uncut: "Not cut yet",
  cut: "Cut",
  trouble: "Cut failed",
  refused: "Not a clip",
};
const lengthWords: Record<LengthName, string> = { short: "Under 30 s", middle: "30 – 60 s", long: "Over 60 s" };
const sortWords: Record<SortName, string> = { score: "Best first", time: "As in the stream", length: "Longest first" };
const signalWords: Record<SignalName, { label: string; dot: string }> = {
  chat: { label: "Chat", dot: "bg-signal-chat" },
  events: { label: "Events", dot: "bg-signal-events" },
  transcript: { label: "Transcript", dot: "bg-signal-transcript" },
  audio: { label: "Sound", dot: "bg-signal-audio" },
};

type Props = {
  view: ListView;
  onChange: (change: Partial<ListView>) => void;
  counts: Record<StateName, number>;
  shownCount: number;
  totalCount: number;
  look: ListLook;
  onLook: (look: ListLook) => void;
};

/** What is shown of the highlights, and in which order. */
export function ListBar({ view, onChange, counts, shownCount, totalCount, look, onLook }: Props) {
  const search = useRef<HTMLInputElement>(null);
  const filtersId = useId();
  const [isOpen, setOpen] = useState(false);
  useCommand("search.focus", () => search.current?.select());
  const toggleSignal = (name: SignalName) =>
    onChange({ signals: signalNames.filter((one) => view.signals.includes(one) !== (one === name)) });
  const isNarrowed = isFiltered({ ...view, search: "" });
  return (
    <search className="mb-4 grid gap-2">
      <div className="flex gap-2">
        <div className="relative min-w-0 flex-1">
          <Search aria-hidden className="pointer-events-none absolute top-2.5 left-2.5 size-4 text-muted" />
          <input
            ref={search}
            type="search"
            value={view.search}
            onChange={(event) => onChange({ search: event.target.value })}
            onKeyDown={(event) => {
              if (event.key === "Escape") event.currentTarget.blur();
            }}
            placeholder="Search titles and reasons"
            aria-label="Search highlights"
            className="h-9 w-full rounded-lg border border-line bg-surface pr-2 pl-8 text-sm placeholder:text-muted hover:border-line-strong"
          />
        </div>
        <Pick
          label="Order"
          value={view.sort}
          onChange={(sort) => onChange({ sort: sort as SortName })}
          words={sortWords}
        />
        <Button
          className="h-9 sm:hidden"
          size="small"
          aria-expanded={isOpen}
          aria-controls={filtersId}
          onClick={() => setOpen((now) => !now)}
        >
          <ListFilter aria-hidden className="size-4" /> Filter
          {isNarrowed ? <span className="size-1.5 rounded-full bg-accent" /> : null}
        </Button>
      </div>
      <div id={filtersId} className={`flex-wrap items-center gap-1.5 sm:flex ${isOpen ? "flex" : "hidden"}`}>
        <Pick
          label="State"
          value={view.state ?? ""}
          onChange={(state) => onChange({ state: (state || null) as StateName | null })}
          words={{
            "": `All states (${totalCount})`,
            ...Object.fromEntries(stateNames.map((name) => [name, `${stateWords[name]} (${counts[name]})`])),
          }}
        />
        <Pick
          label="Score"
          value={view.leastScore === null ? "" : String(view.leastScore)}
          onChange={(score) => onChange({ leastScore: score === "" ? null : Number(score) })}
          words={{ "": "Any score", ...Object.fromEntries(scoreSteps.map((step) => [step, `Score ${step}+`])) }}
        />
        <Pick
          label="Length"
          value={view.length ?? ""}
          onChange={(length) => onChange({ length: (length || null) as LengthName | null })}
          words={{ "": "Any length", ...lengthWords }}
        />
        <fieldset className="flex gap-1">
          <legend className="sr-only">Picked because of</legend>
          {signalNames.map((name) => (
            <Toggle key={name} isOn={view.signals.includes(name)} onPress={() => toggleSignal(name)}>
              <span aria-hidden className={`size-2 rounded-full ${signalWords[name].dot}`} />
              {signalWords[name].label}
            </Toggle>
          ))}
        </fieldset>
        <LookSwitch look={look} onChange={onLook} />
        {isFiltered(view) ? (
          <Button look="quiet" size="small" onClick={() => onChange({ ...wholeList, sort: view.sort })}>
            <X aria-hidden className="size-4" /> Clear
          </Button>
        ) : null}
        <p aria-live="polite" className="ml-auto text-sm text-muted tabular-nums">
          {isFiltered(view) ? `${shownCount} of ${totalCount} shown` : null}
        </p>
      </div>
    </search>
  );
}

function Pick(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  words: Record<string, string>;
}) {
  // Numbers as keys come first in JavaScript, and "nothing chosen" has to.
  const entries = Object.entries(props.words).sort(([a], [b]) => (a === "" ? -1 : b === "" ? 1 : 0));
  return (
    <span className="relative inline-flex">
      <select
        aria-label={props.label}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        className={`h-9 appearance-none rounded-lg border bg-surface pr-7 pl-2.5 text-sm hover:border-line-strong ${props.value !== "" && "" in props.words ? "border-accent text-accent" : "border-line"}`}
      >
        {entries.map(([value, words]) => (
          <option key={value} value={value} className="bg-surface text-ink">
            {words}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden className="pointer-events-none absolute top-2.5 right-2 size-4 text-muted" />
    </span>
  );
}

function Toggle(props: { isOn: boolean; onPress: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-pressed={props.isOn}
      onClick={props.onPress}
      className="inline-flex h-9 items-center gap-1.5 rounded-lg border border-line bg-surface px-2 text-sm text-muted hover:border-line-strong aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-ink"
    >
      {props.children}
    </button>
  );
}
