import type { ReactNode } from "react";
import { formatTimestamp } from "#lib/time.ts";

/** A row with its time; a click goes there. */
export function TimedRow(props: {
  atSeconds: number;
  isNow?: boolean;
  onJump: (seconds: number) => void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      onClick={() => props.onJump(props.atSeconds)}
      aria-current={props.isNow ? "time" : undefined}
      className="flex w-full items-baseline gap-2.5 border-l-2 border-transparent px-3 py-1.5 text-left text-sm -outline-offset-2 hover:bg-raised aria-[current=time]:border-accent aria-[current=time]:bg-accent-soft"
    >
      <span className="time text-xs text-muted">{formatTimestamp(props.atSeconds)}</span>
      <span className="min-w-0 flex-1 overflow-clip break-words">{props.children}</span>
    </button>
  );
}

/** A tab without rows. */
export const TabNote = ({ children }: { children: ReactNode }) => (
  <p className="px-6 py-12 text-center text-sm text-muted">{children}</p>
);
