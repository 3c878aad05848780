"use client";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { PageLink } from "#app/_ui/page-link.client.tsx";

const parts = [
  { href: "/settings/detection", label: "Finding highlights" },
  { href: "/settings/refinement", label: "Refinement and budget" },
  { href: "/settings/members", label: "Members" },
  { href: "/settings/profile", label: "You" },
  { href: "/settings/api-keys", label: "API keys" },
  { href: "/settings/keys", label: "Keys" },
];

/** The parts of the settings. */
export function SettingsNav() {
  const pathname = usePathname();
  const nav = useRef<HTMLElement>(null);
  // On a phone the bar is wider than the screen.
  useEffect(() => {
    const current = nav.current?.querySelector(`[href="${pathname}"]`);
    current?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [pathname]);
  return (
    <nav ref={nav} aria-label="Settings" className="mb-6 flex gap-1 overflow-x-auto border-b border-line">
      {parts.map(({ href, label }) => (
        <PageLink
          key={href}
          href={href}
          aria-current={pathname === href ? "page" : undefined}
          className="-mb-px border-b-2 border-transparent px-3 py-2.5 text-sm font-medium whitespace-nowrap text-muted -outline-offset-2 hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink"
        >
          {label}
        </PageLink>
      ))}
    </nav>
  );
}
