"use client";
import { X } from "lucide-react";
import type { ClipFilters } from "#app/_queries/clips.ts";
import { useVod } from "#app/_queries/vods.ts";
import { Button } from "#app/_ui/button.tsx";
import { shapeWords } from "#app/_ui/render-words.ts";
import { SearchField } from "#app/_ui/search-field.client.tsx";
import { Select } from "#app/_ui/select.tsx";
import { setUrlParameters, useUrlState } from "#app/_ui/url-state.ts";

const sorts = [
  { value: "newest", label: "Newest first" },
  { value: "oldest", label: "Oldest first" },
  { value: "longest", label: "Longest first" },
  { value: "largest", label: "Largest first" },
  { value: "title", label: "Title A to Z" },
];
const states = [
  { value: "", label: "All states" },
  { value: "ready", label: "Ready" },
  { value: "working", label: "Being cut" },
  { value: "stale", label: "Out of date" },
  { value: "failed", label: "Failed" },
];
const profiles = [
  { value: "", label: "All shapes" },
  ...Object.entries(shapeWords).map(([value, label]) => ({ value, label })),
];
const captions = [
  { value: "", label: "All captions" },
  { value: "with", label: "With captions" },
  { value: "without", label: "Without captions" },
];
const oneOf = (options: { value: string }[], value: string, usual = "") =>
  options.some((one) => one.value === value) ? value : usual;
const set = (name: string) => (value: string) => setUrlParameters({ [name]: value });

/** The filters of the clips library, kept in the address. */
export function useClipFilters(): { filters: ClipFilters; isFiltered: boolean; clear: () => void } {
  const [q] = useUrlState("q");
  const [sort] = useUrlState("sort", "newest");
  const [state] = useUrlState("state");
  const [profile] = useUrlState("profile");
  const [captioned] = useUrlState("captions");
  const [vod] = useUrlState("vod");
  const chosen = {
    state: oneOf(states, state),
    profile: oneOf(profiles, profile),
    captions: oneOf(captions, captioned),
  };
  return {
    filters: { q, vod, sort: oneOf(sorts, sort, "newest"), ...chosen },
    isFiltered: [q, vod, ...Object.values(chosen)].some((one) => one !== ""),
    clear: () => setUrlParameters({ q: null, vod: null, state: null, profile: null, captions: null }),
  };
}

/** Search, sort and filters of the clips library. */
export function ClipFilterBar(props: { filters: ClipFilters; isFiltered: boolean; onClear: () => void }) {
  const { filters, isFiltered, onClear } = props;
  return (
    <search className="mb-4 flex flex-wrap gap-2" aria-label="Clips">
      <SearchField label="Search clips" value={filters.q} onChange={set("q")} />
      <div className="flex flex-wrap gap-2 max-sm:grid max-sm:w-full max-sm:grid-cols-2">
        <Select
          label="Sort by"
          usual="newest"
          value={filters.sort}
          options={sorts}
          onChange={(value) => set("sort")(value === "newest" ? "" : value)}
        />
        <Select label="State" value={filters.state} options={states} onChange={set("state")} />
        <Select label="Shape" value={filters.profile} options={profiles} onChange={set("profile")} />
        <Select label="Captions" value={filters.captions} options={captions} onChange={set("captions")} />
        {filters.vod === "" ? null : <OfStream vodId={filters.vod} />}
        {isFiltered ? (
          <Button look="quiet" className="max-sm:col-span-2" onClick={onClear}>
            <X aria-hidden className="size-4" /> Clear filters
          </Button>
        ) : null}
      </div>
    </search>
  );
}

function OfStream({ vodId }: { vodId: string }) {
  const { data } = useVod(vodId);
  const title = data?.vod.title ?? "One stream";
  return (
    <Button
      className="max-w-64 min-w-0 shrink! justify-start! text-sm font-normal"
      onClick={() => set("vod")("")}
      aria-label={`Only clips of ${title}; show those of all streams`}
    >
      <span className="min-w-0 truncate">From {title}</span> <X aria-hidden className="size-4 shrink-0 text-muted" />
    </Button>
  );
}
