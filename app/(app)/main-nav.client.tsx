"use client";
import { usePathname } from "next/navigation";
import { PageLink } from "#app/_ui/page-link.client.tsx";

const places = [
  { href: "/streams", label: "Streams" },
  { href: "/clips", label: "Clips" },
  { href: "/storage", label: "Storage" },
];

/** The main places of the product. */
export function MainNav() {
  const pathname = usePathname();
  return (
    <nav aria-label="Main" className="flex sm:gap-1">
      {places.map(({ href, label }) => (
        <PageLink
          key={href}
          href={href}
          aria-current={pathname.startsWith(href) ? "page" : undefined}
          className="rounded-lg px-2.5 py-1.5 sm:px-3 text-sm font-medium text-muted hover:bg-raised hover:text-ink aria-[current=page]:bg-raised aria-[current=page]:text-ink"
        >
          {label}
        </PageLink>
      ))}
    </nav>
  );
}
