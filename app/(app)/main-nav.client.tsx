"use client";
import { Clapperboard, HardDrive, ListVideo, Upload } from "lucide-react";
import { usePathname } from "next/navigation";
import { useMay } from "#app/_access/may.client.tsx";
import { PageLink } from "#app/_ui/page-link.client.tsx";

const places = [
  { href: "/streams", label: "Streams", icon: ListVideo },
  { href: "/clips", label: "Clips", icon: Clapperboard },
  { href: "/storage", label: "Storage", icon: HardDrive },
];
const importPlace = { href: "/import", label: "Import", icon: Upload };

/** The main places of the product: in the header, and on a phone at the lower edge within a thumb's reach. */
export function MainNav() {
  const pathname = usePathname();
  const onPhone = useMay("POST /api/v1/recordings") ? [...places, importPlace] : places;
  const isHere = (href: string) => (pathname.startsWith(href) ? "page" : undefined);
  return (
    <>
      <nav aria-label="Main" className="flex gap-1 max-sm:hidden">
        {places.map(({ href, label }) => (
          <PageLink
            key={href}
            href={href}
            aria-current={isHere(href)}
            className="rounded-lg px-3 py-1.5 text-sm font-medium text-muted hover:bg-raised hover:text-ink aria-[current=page]:bg-raised aria-[current=page]:text-ink"
          >
            {label}
          </PageLink>
        ))}
      </nav>
      <nav
        aria-label="Main"
        className="fixed inset-x-0 bottom-0 z-30 grid h-(--bottom-bar) auto-cols-fr grid-flow-col border-t border-line bg-canvas/95 pb-[env(safe-area-inset-bottom)] backdrop-blur sm:hidden"
      >
        {onPhone.map(({ href, label, icon: Icon }) => (
          <PageLink
            key={href}
            href={href}
            aria-current={isHere(href)}
            className="flex flex-col items-center justify-center gap-0.5 text-xs font-medium text-muted -outline-offset-2 aria-[current=page]:text-accent"
          >
            <Icon aria-hidden className="size-5" />
            {label}
          </PageLink>
        ))}
      </nav>
    </>
  );
}
