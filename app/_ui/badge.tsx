import type { ReactNode } from "react";

export type Tone = "plain" | "accent" | "good" | "warn" | "bad";

const tones: Record<Tone, string> = {
  plain: "bg-raised text-muted",
  accent: "bg-accent-soft text-accent",
  good: "bg-good-soft text-good",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad",
};

/** A short word for a state. `live`: a pulsing dot says that it will change by itself. */
export function Badge({ tone = "plain", live, children }: { tone?: Tone; live?: boolean; children: ReactNode }) {
  return (
    <span
      className={`inline-flex h-6 items-center gap-1.5 rounded-full px-2.5 text-xs font-medium whitespace-nowrap ${tones[tone]}`}
    >
      {live ? <span aria-hidden className="size-1.5 animate-pulse rounded-full bg-current" /> : null}
      {children}
    </span>
  );
}
