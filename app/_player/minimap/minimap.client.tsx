"use client";
import { memo, useEffect, useId, useMemo, useRef, useState } from "react";
import { useCommand } from "#app/_keys/keymap.ts";
import { useHighlights } from "#app/_queries/highlights.ts";
import { useMinimap } from "#app/_queries/vods.ts";
import { formatSpan, parseSpan } from "#app/_timeline/span.ts";
import { viewLength } from "#app/_timeline/view.ts";
import { createViewStore, type ViewStore } from "#app/_timeline/view-store.ts";
import { ErrorState, Skeleton } from "#app/_ui/states.tsx";
import { setUrlParameters } from "#app/_ui/url-state.ts";
import type { Minimap as MinimapData } from "#lib/highlights/model.ts";
import type { PlayerControl } from "../player-control.ts";
import { laneLabels, lanes, mapHeightPx } from "./lanes.ts";
import { MapArea } from "./map-area.client.tsx";
import { prepareMap } from "./map-data.ts";
import { MapStrip } from "./map-strip.client.tsx";
import { MapToolbar } from "./map-toolbar.client.tsx";
import { createRangeStore, noRange, type RangeStore, wholeRange } from "./range-store.ts";

type Props = {
  vodId: string;
  control: PlayerControl;
  /** Of the video, known before the minimap is there. */
  durationSeconds: number;
  /** Seconds a search found. */
  marks: readonly number[];
  selectedId: string | null;
  onSelect: (highlight: { id: string; startSeconds: number }) => void;
  /** Makes a highlight of a marked range; resolves whether it did. Absent for who may only look. */
  onCreate?: (range: { startSeconds: number; endSeconds: number }) => Promise<boolean>;
};

const shortestSeconds = 2;

/** The whole VOD under the player, zoomed at will: highlights, clips, chat, words, events and sound over time. */
export const Minimap = memo(function Minimap(props: Props) {
  const { vodId, control, durationSeconds, marks } = props;
  const { data: map, error, refetch } = useMinimap(vodId);
  const live = useHighlights(vodId, { enabled: false }).data;
  const prepared = useMemo(() => map && prepareMap(map), [map]);
  const data = useMemo(() => {
    if (!prepared || !live) return prepared;
    const highlights = live.toSorted((a, b) => a.startSeconds - b.startSeconds) as MinimapData["highlights"];
    return { ...prepared, map: { ...prepared.map, highlights } };
  }, [prepared, live]);
  const [view] = useState(() => createViewStore({ durationSeconds, shortestSeconds }, spanInUrl("zoom")));
  const [range] = useState(() => createRangeStore(rangeInUrl()));
  useKeptInUrl(view, range);
  useFollowing(view, control);
  useRevealed(view, data?.map, props.selectedId);
  useMapKeys(view, control);
  const id = useId();

  if (error && !map) {
    return (
      <div className="mt-3">
        <ErrorState title="The overview couldn't be loaded" text={error.message} onRetry={refetch} />
      </div>
    );
  }
  return (
    <section aria-label="Overview" className="mt-3">
      <div className="flex gap-2">
        <LaneLabels />
        <div className="min-w-0 flex-1">
          {data ? (
            <MapArea {...props} id={id} data={data} marks={marks} view={view} range={range} />
          ) : (
            <Skeleton className="h-[9.4375rem]" />
          )}
          <MapStrip data={data ?? null} mapId={id} view={view} />
        </div>
      </div>
      <MapToolbar {...{ control, view, range }} isFree={props.selectedId === null} onCreate={props.onCreate} />
    </section>
  );
});

/** Beside the lanes where there is room for it. */
function LaneLabels() {
  return (
    <ul
      aria-label="Legend"
      className="relative hidden w-19 shrink-0 text-xs text-muted sm:block"
      style={{ height: mapHeightPx }}
    >
      {laneLabels.map(({ lane, label, color }) => (
        <li
          key={lane}
          className="absolute flex -translate-y-1/2 items-center gap-1.5"
          style={{ top: (lanes[lane][0] + lanes[lane][1]) / 2 }}
        >
          <span aria-hidden className={`size-2 rounded-sm ${color}`} />
          {label}
        </li>
      ))}
    </ul>
  );
}

const spanInUrl = (name: string) =>
  typeof location === "undefined" ? null : parseSpan(new URLSearchParams(location.search).get(name));

function rangeInUrl() {
  const span = spanInUrl("range");
  return span ? { inSeconds: span.startSeconds, outSeconds: span.endSeconds } : noRange;
}

/** The zoom and the marked range are in the address, written when a gesture is over. */
function useKeptInUrl(view: ViewStore, range: RangeStore): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const write = () => {
      const marked = wholeRange(range.get());
      setUrlParameters({
        zoom: view.isWhole() ? null : formatSpan(view.get()),
        range: marked ? formatSpan(marked, 3) : null,
      });
    };
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(write, 300);
    };
    const ends = [view.subscribe(later), range.subscribe(later)];
    return () => {
      clearTimeout(timer);
      for (const end of ends) end();
    };
  }, [view, range]);
}

/** Playing out of a zoomed view turns the page; a view that was moved away from the playhead stays. */
function useFollowing(view: ViewStore, control: PlayerControl): void {
  useEffect(() => {
    let lastSeconds = control.getTime();
    return control.subscribe(() => {
      const seconds = control.getTime();
      const { startSeconds, endSeconds } = view.get();
      const wasInside = lastSeconds >= startSeconds && lastSeconds <= endSeconds;
      lastSeconds = seconds;
      if (!wasInside || (seconds >= startSeconds && seconds <= endSeconds)) return;
      view.pan(seconds - startSeconds - viewLength(view.get()) * 0.1);
    });
  }, [view, control]);
}

/** A highlight that is chosen comes into sight, wherever it was chosen. */
function useRevealed(view: ViewStore, map: MinimapData | undefined, selectedId: string | null): void {
  const shownId = useRef<string | null>(null);
  useEffect(() => {
    if (selectedId === shownId.current || !map) return;
    const isFirst = shownId.current === null;
    shownId.current = selectedId;
    const one = map.highlights.find(({ id }) => id === selectedId);
    // A shared link says itself what is in sight.
    if (!one || (isFirst && spanInUrl("zoom"))) return;
    const { startSeconds, endSeconds } = view.get();
    const isSeen = one.endSeconds > startSeconds && one.startSeconds < endSeconds;
    if (!isSeen) view.pan((one.startSeconds + one.endSeconds - startSeconds - endSeconds) / 2);
  }, [view, map, selectedId]);
}

const keyZoom = 1.5;

function useMapKeys(view: ViewStore, control: PlayerControl): void {
  const zoom = (factor: number) => {
    const { startSeconds, endSeconds } = view.get();
    const now = control.getTime();
    const isInSight = now >= startSeconds && now <= endSeconds;
    view.zoom(factor, isInSight ? now : (startSeconds + endSeconds) / 2);
  };
  useCommand("map.zoomIn", () => zoom(1 / keyZoom));
  useCommand("map.zoomOut", () => zoom(keyZoom));
  useCommand("map.fit", view.fit);
  useCommand("map.back", () => view.pan(-viewLength(view.get()) / 4));
  useCommand("map.forward", () => view.pan(viewLength(view.get()) / 4));
}
