"use client";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { PageLink } from "#app/_ui/page-link.client.tsx";

const places = [
  { href: "/admin", label: "Overview" },
  { href: "/admin/failures", label: "Failures" },
  { href: "/admin/alerts", label: "Alerts" },
  { href: "/admin/streams", label: "Streams" },
  { href: "/admin/refinement", label: "Refinement" },
  { href: "/admin/plans", label: "Plans" },
  { href: "/admin/log", label: "Log" },
];

/** The operator's pages. On a phone they scroll sideways. */
export function AdminNav() {
  const pathname = usePathname();
  const here = useRef<HTMLAnchorElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is another place in the row
  useEffect(() => here.current?.scrollIntoView({ block: "nearest", inline: "center" }), [pathname]);
  return (
    <nav aria-label="Admin" className="-mt-3 mb-6 overflow-x-auto border-b border-line max-sm:-mx-4 max-sm:px-4">
      <ul className="flex gap-1">
        {places.map(({ href, label }) => (
          <li key={href}>
            <PageLink
              href={href}
              ref={pathname === href ? here : undefined}
              aria-current={pathname === href ? "page" : undefined}
              className="block border-b-2 border-transparent px-3 py-2.5 text-sm font-medium whitespace-nowrap text-muted -outline-offset-2 hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink"
            >
              {label}
            </PageLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
