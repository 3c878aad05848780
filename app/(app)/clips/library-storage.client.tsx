"use client";
import { useStorage } from "#app/_queries/storage.ts";
import { PageLink } from "#app/_ui/page-link.client.tsx";
import { Skeleton } from "#app/_ui/states.tsx";
import { StorageLine } from "#app/_ui/storage-bar.tsx";

/** How full the account is, and the way to storage and the trash. */
export function LibraryStorage() {
  const { data: storage } = useStorage();
  if (!storage) return <Skeleton className="mb-5 h-9" />;
  const trashedCount = storage.trash.filter((one) => one.kind === "highlight").length;
  return (
    <div className="mb-5 flex min-h-9 flex-wrap items-center gap-x-4 gap-y-1">
      <StorageLine storage={storage} />
      <PageLink href="/storage" className="rounded text-sm text-accent hover:underline">
        {trashedCount > 0 ? `Storage and trash (${trashedCount})` : "Storage and trash"}
      </PageLink>
    </div>
  );
}
