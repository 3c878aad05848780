import { ChevronLeft } from "lucide-react";
import type { ReactNode } from "react";
import { PageLink } from "./page-link.client.tsx";

/** The top of a page: the way back, title, facts and actions. */
export function PageHeader(props: {
  title: string;
  back?: { href: string; label: string };
  facts?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className="mb-6">
      {props.back ? (
        <PageLink
          href={props.back.href}
          className="-ml-1 mb-1 inline-flex items-center gap-1 rounded text-sm text-muted hover:text-ink"
        >
          <ChevronLeft aria-hidden className="size-4" />
          {props.back.label}
        </PageLink>
      ) : null}
      <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
        <div className="min-w-0">
          <h1 className="text-2xl font-semibold tracking-tight text-balance break-words">{props.title}</h1>
          {props.facts ? (
            <div className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">{props.facts}</div>
          ) : null}
        </div>
        {props.actions ? <div className="ml-auto flex flex-wrap gap-2">{props.actions}</div> : null}
      </div>
    </header>
  );
}
