import type { ReactNode } from "react";
import { formatTimestamp } from "#lib/time.ts";

const classes =
  "flex w-full items-baseline gap-2.5 border-l-2 border-transparent px-3 py-1.5 text-left text-sm -outline-offset-2 hover:bg-raised aria-[current=time]:border-accent aria-[current=time]:bg-accent-soft data-hit:border-warn data-hit:bg-warn-soft";

/** A row with its time; a click goes there. `isHit`: the one a search is at. */
export function TimedRow(props: {
  atSeconds: number;
  isNow?: boolean;
  isHit?: boolean;
  onJump: (seconds: number) => void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      onClick={() => props.onJump(props.atSeconds)}
      aria-current={props.isNow ? "time" : undefined}
      data-hit={props.isHit ? "" : undefined}
      className={classes}
    >
      <RowTime atSeconds={props.atSeconds} />
      <span className="min-w-0 flex-1 overflow-clip break-words">{props.children}</span>
    </button>
  );
}

const RowTime = ({ atSeconds }: { atSeconds: number }) => (
  <span className="time text-xs text-muted">{formatTimestamp(atSeconds)}</span>
);

/** The place of a row that is on its way: its time is known already. */
export const PendingRow = ({ atSeconds }: { atSeconds: number }) => (
  <div aria-hidden className={classes}>
    <RowTime atSeconds={atSeconds} />
    <span className="h-3 flex-1 rounded bg-raised" style={{ maxWidth: `${35 + ((atSeconds * 37) % 50)}%` }} />
  </div>
);

/** Text with what is searched for marked in it. */
export function Found({ text, search }: { text: string; search: string }) {
  if (search === "") return text;
  const parts: ReactNode[] = [];
  const [where, what] = [text.toLowerCase(), search.toLowerCase()];
  // A letter whose cases differ in length would shift what is marked.
  if (where.length !== text.length) return text;
  let from = 0;
  for (let at = where.indexOf(what); at >= 0; at = where.indexOf(what, from)) {
    parts.push(
      text.slice(from, at),
      <mark key={at} className="rounded-sm bg-warn-soft text-warn">
        {text.slice(at, at + what.length)}
      </mark>,
    );
    from = at + what.length;
  }
  return [...parts, text.slice(from)];
}

/** A tab without rows. */
export const TabNote = ({ children }: { children: ReactNode }) => (
  <p className="px-6 py-12 text-center text-sm text-muted">{children}</p>
);
