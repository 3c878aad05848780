import type { ReactNode } from "react";

/** A bordered surface. */
export function Card({ className = "", children }: { className?: string; children: ReactNode }) {
  return <div className={`rounded-xl border border-line bg-surface ${className}`}>{children}</div>;
}

/** A part of a page with its heading, a side note and actions. */
export function Section(props: { title: string; note?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className="mt-8" aria-label={props.title}>
      <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 className="text-lg font-semibold">{props.title}</h2>
        {props.note ? <div className="text-sm text-muted">{props.note}</div> : null}
        {props.actions ? <div className="ml-auto flex flex-wrap gap-2">{props.actions}</div> : null}
      </div>
      {props.children}
    </section>
  );
}
