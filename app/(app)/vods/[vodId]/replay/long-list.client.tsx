"use client";
import { ArrowDownToLine } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { type Anchor, anchorOfRatio, anchorOfRows, type PlacedRow, ratioOfRows } from "./list-anchor.ts";

/** Rows `[first, end)` of a list. */
export type RowWindow = { first: number; end: number };

/** A row to go to; a new object goes there again. */
export type ListTarget = { index: number };

type Props = {
  count: number;
  label: string;
  /** The last row at or before the playhead; -1 before the first. */
  nowIndex: number;
  target?: ListTarget | null;
  /** Draws rows: one element each, in their order. */
  children: (window: RowWindow) => ReactNode;
};

/** As high as a row of one line; what is above or below what is in sight is reckoned with it. */
const rowPx = 32;
/** Browsers end at 17 to 33 million. */
const mostPx = 12_000_000;
const spareRows = 8;
const jumpFromViews = 1.5;
const idleMs = 140;

/**
 * A list of any length of which only what is in sight exists, held at the playhead until the reader scrolls away. The
 * scroll bar stands for the whole list, loaded or not.
 */
export function LongList({ count, label, nowIndex, target = null, children }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const block = useRef<HTMLDivElement>(null);
  const anchor = useRef<Anchor>({ index: 0, part: 0, atPx: 0 });
  const lastTop = useRef(0);
  const idle = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [isFollowing, setFollowing] = useState(true);
  const [shown, setShown] = useState<RowWindow>({ first: 0, end: Math.min(count, 30) });
  const spacerPx = Math.min(mostPx, count * rowPx);
  const latest = useRef({ shown, count, isFollowing, nowIndex });
  latest.current = { shown, count, isFollowing, nowIndex };

  /** Rows as they lie, from the top of the view. */
  const placed = useCallback((): PlacedRow[] => {
    const view = scroller.current!;
    const { offsetTop, children: rows } = block.current!;
    return Array.from(rows, (row, n) => {
      const { offsetTop: inBlockPx, offsetHeight: heightPx } = row as HTMLElement;
      return { index: latest.current.shown.first + n, topPx: offsetTop + inBlockPx - view.scrollTop, heightPx };
    });
  }, []);

  const scrollBarTo = useCallback((ratio: number) => {
    const view = scroller.current!;
    view.scrollTop = ratio * (view.scrollHeight - view.clientHeight);
    lastTop.current = view.scrollTop;
  }, []);

  /** Lays the rows so that the anchor is where it has to be; the list's ends stay at the view's. */
  const settle = useCallback(() => {
    const view = scroller.current;
    const rows = block.current;
    if (!view || !rows) return;
    const { shown, count } = latest.current;
    const { index, part, atPx } = anchor.current;
    const row = rows.children[index - shown.first] as HTMLElement | undefined;
    if (!row) return;
    const viewPx = view.clientHeight;
    let topPx = atPx - row.offsetTop - part * row.offsetHeight;
    if (shown.end === count) topPx = Math.max(topPx, viewPx - rows.offsetHeight);
    if (shown.first === 0) topPx = Math.min(topPx, 0);
    const isShort = shown.first === 0 && shown.end === count && rows.offsetHeight <= viewPx;
    rows.style.top = `${isShort ? 0 : view.scrollTop + topPx}px`;
  }, []);

  /** Draws around the anchor. */
  const draw = useCallback(() => {
    const { count } = latest.current;
    const { index, atPx } = anchor.current;
    const viewPx = scroller.current?.clientHeight ?? 0;
    const above = Math.ceil(Math.max(0, atPx) / rowPx) + spareRows;
    const below = Math.ceil(Math.max(0, viewPx - atPx) / rowPx) + spareRows;
    const first = Math.max(0, index - above);
    const end = Math.min(count, index + below + 1);
    setShown((was) => (was.first === first && was.end === end ? was : { first, end }));
    settle();
  }, [settle]);

  /** Puts the scroll bar where what is in sight is in the whole list. */
  const straighten = useCallback(() => {
    const rows = placed();
    const view = scroller.current!;
    if (rows.length === 0) return;
    scrollBarTo(ratioOfRows(rows, latest.current.count, view.clientHeight));
    settle();
  }, [placed, scrollBarTo, settle]);

  /** Goes to a row, held at `atPart` of the view. */
  const goTo = useCallback(
    (index: number, part: number, atPart: number) => {
      const view = scroller.current;
      if (!view || latest.current.count === 0) return;
      anchor.current = { index, part, atPx: atPart * view.clientHeight };
      scrollBarTo((index + part) / latest.current.count);
      draw();
    },
    [draw, scrollBarTo],
  );

  const onScroll = () => {
    const view = scroller.current!;
    const byPx = view.scrollTop - lastTop.current;
    if (Math.abs(byPx) < 1) return;
    lastTop.current = view.scrollTop;
    setFollowing(false);
    const viewPx = view.clientHeight;
    const restPx = view.scrollHeight - viewPx;
    const rows = placed();
    if (Math.abs(byPx) > viewPx * jumpFromViews || rows.length === 0) {
      anchor.current = anchorOfRatio(view.scrollTop / restPx, count, viewPx);
      draw();
    } else {
      // The rows went along with the scrolling; what they hang on is where they are now.
      anchor.current = anchorOfRows(rows, count, viewPx);
      draw();
      const isNearEnd = view.scrollTop < viewPx || view.scrollTop > restPx - viewPx;
      if (isNearEnd) straighten();
    }
    clearTimeout(idle.current);
    idle.current = setTimeout(straighten, idleMs);
  };

  const follow = useCallback(() => {
    const { isFollowing, nowIndex, count } = latest.current;
    if (!isFollowing) draw();
    else if (nowIndex < 0) goTo(0, 0, 0);
    else goTo(Math.min(nowIndex, count - 1), 1, 1);
  }, [goTo, draw]);

  useLayoutEffect(settle);
  useEffect(() => {
    // Rows get higher when their text comes.
    const grown = new ResizeObserver(settle);
    grown.observe(block.current!);
    const resized = new ResizeObserver(() => {
      // A smaller list has its scroll bar moved by the browser: nobody scrolled.
      lastTop.current = scroller.current!.scrollTop;
      follow();
    });
    resized.observe(scroller.current!);
    return () => {
      grown.disconnect();
      resized.disconnect();
      clearTimeout(idle.current);
    };
  }, [settle, follow]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of these needs other rows
  useLayoutEffect(follow, [isFollowing, nowIndex, count, follow]);
  useLayoutEffect(() => {
    if (!target) return;
    setFollowing(false);
    goTo(target.index, 0.5, 0.4);
  }, [target, goTo]);

  return (
    <div className="relative h-full">
      <div
        ref={scroller}
        role="log"
        aria-label={label}
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
        tabIndex={0}
        onScroll={onScroll}
        className="h-full overflow-y-auto overscroll-contain -outline-offset-2 [overflow-anchor:none]"
      >
        <div className="relative w-full" style={{ height: spacerPx }}>
          <div ref={block} className="absolute top-0 left-0 w-full [contain:layout_style]">
            {children(shown)}
          </div>
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
