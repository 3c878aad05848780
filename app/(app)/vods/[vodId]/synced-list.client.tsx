"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDownToLine } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "#app/_ui/button.tsx";

type Props<Row> = {
  rows: Row[];
  label: string;
  keyOf: (row: Row) => number;
  render: (row: Row, isNow: boolean) => ReactNode;
  /** The last row at or before the playhead; -1 before the first. */
  nowIndex: number;
  /** Called when the reader comes near an end of what is loaded. */
  onNearStart?: () => void;
  onNearEnd?: () => void;
};

/** A long list of which only the visible part exists, held at the playhead until the reader scrolls away. */
export function SyncedList<Row>({ rows, label, keyOf, render, nowIndex, onNearStart, onNearEnd }: Props<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  const [isFollowing, setFollowing] = useState(true);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 44,
    overscan: 12,
    getItemKey: (index) => keyOf(rows[index]!),
  });
  const items = list.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;

  useEffect(() => {
    if (isFollowing && nowIndex >= 0) list.scrollToIndex(nowIndex, { align: "end" });
  }, [isFollowing, nowIndex, list]);
  useEffect(() => {
    if (last >= rows.length - 30) onNearEnd?.();
    else if (!isFollowing && first <= 10) onNearStart?.();
  }, [first, last, rows.length, isFollowing, onNearStart, onNearEnd]);

  return (
    <div className="relative h-full">
      <div
        ref={scroller}
        role="log"
        aria-label={label}
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
        tabIndex={0}
        onWheel={() => setFollowing(false)}
        onTouchMove={() => setFollowing(false)}
        onKeyDown={(event) => {
          if (/^(Arrow|Page|Home|End)/.test(event.key)) setFollowing(false);
        }}
        className="h-full overflow-y-auto overscroll-contain py-1 -outline-offset-2"
      >
        <div className="relative w-full" style={{ height: list.getTotalSize() }}>
          {items.map((item) => (
            <div
              key={item.key}
              ref={list.measureElement}
              data-index={item.index}
              className="absolute top-0 left-0 w-full"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {render(rows[item.index]!, item.index === nowIndex)}
            </div>
          ))}
        </div>
      </div>
      {isFollowing ? null : (
        <Button
          look="primary"
          size="small"
          onClick={() => setFollowing(true)}
          className="absolute bottom-3 left-1/2 -translate-x-1/2 shadow-lg"
        >
          <ArrowDownToLine aria-hidden className="size-4" /> Follow the video
        </Button>
      )}
    </div>
  );
}

/** The last row at or before `at`, by bisection; -1 where all are later. `timeOf` must not decrease. */
export function findRowAt<Row>(rows: Row[], at: number, timeOf: (row: Row) => number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timeOf(rows[middle]!) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
