import { CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

const tones = {
  good: { classes: "border-good/40 bg-good-soft", icon: CircleCheck, ink: "text-good" },
  bad: { classes: "border-bad/40 bg-bad-soft", icon: TriangleAlert, ink: "text-bad" },
  plain: { classes: "border-line bg-surface", icon: Info, ink: "text-muted" },
};

/** Something to know on a page about signing in. A bad one is read out at once. */
export function Notice({ tone, children }: { tone: keyof typeof tones; children: ReactNode }) {
  const { classes, icon: Icon, ink } = tones[tone];
  return (
    <div
      role={tone === "bad" ? "alert" : "status"}
      className={`flex gap-2.5 rounded-xl border p-3.5 text-sm ${classes}`}
    >
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${ink}`} />
      <div className="min-w-0 break-words">{children}</div>
    </div>
  );
}
