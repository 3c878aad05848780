import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";

/** Nothing here yet: what would be here, and the way to it. */
export function EmptyState(props: { icon: ReactNode; title: string; text: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-2 rounded-xl border border-dashed border-line px-6 py-12 text-center">
      <div aria-hidden className="mb-1 grid size-11 place-items-center rounded-full bg-raised text-muted">
        {props.icon}
      </div>
      <p className="font-medium">{props.title}</p>
      <p className="max-w-md text-sm text-muted">{props.text}</p>
      {props.action ? <div className="mt-3">{props.action}</div> : null}
    </div>
  );
}

/** Something failed: the reason, and a way to try again. */
export function ErrorState(props: {
  title: string;
  text: string;
  onRetry?: () => void;
  isRetrying?: boolean;
  retryLabel?: string;
  action?: ReactNode;
}) {
  return (
    <div role="alert" className="flex flex-wrap items-start gap-3 rounded-xl border border-bad/40 bg-bad-soft p-4">
      <TriangleAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-bad" />
      <div className="min-w-48 flex-1">
        <p className="font-medium">{props.title}</p>
        <p className="text-sm break-words text-muted">{props.text}</p>
      </div>
      {props.action}
      {props.onRetry ? (
        <Button size="small" onClick={props.onRetry} disabled={props.isRetrying}>
          {props.retryLabel ?? "Try again"}
        </Button>
      ) : null}
    </div>
  );
}

/** The place of something that loads. */
export function Skeleton({ className = "" }: { className?: string }) {
  return <div aria-hidden className={`animate-pulse rounded-lg bg-raised ${className}`} />;
}

/** A list of places of things that load. */
export function SkeletonList({ count, className }: { count: number; className: string }) {
  return (
    <div role="status" aria-label="Loading" className="grid gap-3">
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <Skeleton key={index} className={className} />
      ))}
    </div>
  );
}
