"use client";
import { CalendarDays, X } from "lucide-react";
import { Popover } from "radix-ui";
import type { StreamFilters } from "#app/_queries/streams.ts";
import { Button } from "#app/_ui/button.tsx";
import { TextField } from "#app/_ui/field.tsx";
import { SearchField } from "#app/_ui/search-field.client.tsx";
import { Select } from "#app/_ui/select.tsx";
import { setUrlParameters, useUrlState } from "#app/_ui/url-state.ts";

const sorts = [
  { value: "newest", label: "Newest first" },
  { value: "oldest", label: "Oldest first" },
  { value: "longest", label: "Longest first" },
  { value: "highlights", label: "Most highlights" },
  { value: "title", label: "Title A to Z" },
];
const states = [
  { value: "", label: "All states" },
  { value: "importing", label: "Importing" },
  { value: "processing", label: "Processing" },
  { value: "detecting", label: "Finding highlights" },
  { value: "ready", label: "Ready" },
  { value: "failed", label: "Failed" },
];
const clips = [
  { value: "", label: "All streams" },
  { value: "with", label: "With clips" },
  { value: "without", label: "Without clips" },
];
const oneOf = (options: { value: string }[], value: string, usual: string) =>
  options.some((one) => one.value === value) ? value : usual;

/** The filters of the streams list, kept in the address. */
export function useStreamFilters(): { filters: StreamFilters; isFiltered: boolean; clear: () => void } {
  const [q] = useUrlState("q");
  const [sort] = useUrlState("sort", "newest");
  const [state] = useUrlState("state");
  const [cut] = useUrlState("clips");
  const [from] = useUrlState("from");
  const [to] = useUrlState("to");
  const filters = {
    ...{ q, from, to, sort: oneOf(sorts, sort, "newest") },
    ...{ state: oneOf(states, state, ""), clips: oneOf(clips, cut, "") },
  };
  return {
    filters,
    isFiltered: [filters.q, filters.state, filters.clips, from, to].some((one) => one !== ""),
    clear: () => setUrlParameters({ q: null, state: null, clips: null, from: null, to: null }),
  };
}

const set = (name: string) => (value: string) => setUrlParameters({ [name]: value });

/** Search, sort and filters of the streams list. */
export function StreamFilterBar({ filters, isFiltered, onClear }: Props) {
  return (
    <search className="mb-4 flex flex-wrap gap-2" aria-label="Streams">
      <SearchField label="Search streams" value={filters.q} onChange={set("q")} />
      <div className="flex flex-wrap gap-2 max-sm:grid max-sm:w-full max-sm:grid-cols-2">
        <Select
          label="Sort by"
          usual="newest"
          value={filters.sort}
          options={sorts}
          onChange={(value) => set("sort")(value === "newest" ? "" : value)}
        />
        <Select label="State" value={filters.state} options={states} onChange={set("state")} />
        <Select label="Clips" value={filters.clips} options={clips} onChange={set("clips")} />
        <Dates from={filters.from} to={filters.to} />
        {isFiltered ? (
          <Button look="quiet" className="max-sm:col-span-2" onClick={onClear}>
            <X aria-hidden className="size-4" /> Clear filters
          </Button>
        ) : null}
      </div>
    </search>
  );
}

type Props = { filters: StreamFilters; isFiltered: boolean; onClear: () => void };

const day = (text: string) =>
  new Date(`${text}T00:00`).toLocaleDateString(undefined, { day: "numeric", month: "short", year: "numeric" });

function describeDates(from: string, to: string): string {
  if (from !== "" && to !== "") return from === to ? day(from) : `${day(from)} – ${day(to)}`;
  if (from !== "") return `Since ${day(from)}`;
  return to === "" ? "Any date" : `Until ${day(to)}`;
}

function Dates({ from, to }: { from: string; to: string }) {
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <button
          type="button"
          className={`flex h-10 items-center gap-2 rounded-lg border px-3 text-sm ${from + to === "" ? "border-line-strong bg-canvas" : "border-accent bg-accent-soft"}`}
        >
          <CalendarDays aria-hidden className="size-4 shrink-0 text-muted" />
          <span className="truncate">{describeDates(from, to)}</span>
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={12}
          aria-label="Dates"
          className="z-40 grid w-64 gap-3 rounded-xl border border-line bg-surface p-4 shadow-xl"
        >
          <TextField
            id="streams-from"
            type="date"
            label="From"
            value={from}
            max={to || undefined}
            onChange={(event) => set("from")(event.target.value)}
          />
          <TextField
            id="streams-to"
            type="date"
            label="To, that day included"
            value={to}
            min={from || undefined}
            onChange={(event) => set("to")(event.target.value)}
          />
          <Button
            size="small"
            look="quiet"
            disabled={from + to === ""}
            onClick={() => setUrlParameters({ from: null, to: null })}
          >
            Any date
          </Button>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
