"use client";
import { Pin, PinOff, Trash2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useMay } from "#app/_access/may.client.tsx";
import { clipUrls } from "#app/_queries/clips.ts";
import type { StoredThing } from "#app/_queries/storage.ts";
import { useTrashWithWords } from "#app/_queries/use-trash-with-words.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { LocalDate } from "#app/_ui/local-date.client.tsx";
import { shapeOf } from "#app/_ui/render-words.ts";
import { formatBytes, formatDuration } from "#lib/time.ts";

const pageOf = (thing: StoredThing) =>
  thing.kind === "highlight" ? clipUrls.page(thing.vodId) : `/streams/${thing.streamId}`;

const fewShown = 12;

/** The biggest recordings and clips, the rest of them on request, with their share of the biggest as a bar, and what can be done with them. */
export function BiggestList({ things }: { things: StoredThing[] }) {
  const { trashOne, pinOne, isPending } = useTrashWithWords();
  const mayChange = useMay("POST /api/v1/trash");
  const [isWhole, setWhole] = useState(false);
  const biggestBytes = things[0]?.sizeBytes ?? 1;
  const more = things.length - fewShown;
  return (
    <>
      <ul className="divide-y divide-line rounded-xl border border-line bg-surface" aria-label="Biggest">
        {(isWhole ? things : things.slice(0, fewShown)).map((thing) => (
          <li key={thing.vodId} className="flex items-center gap-3 px-3 py-2.5 sm:px-4">
            <div className="min-w-0 flex-1">
              <p className="flex items-center gap-2">
                <Link
                  href={pageOf(thing)}
                  className="min-w-0 truncate rounded font-medium hover:underline"
                  title={thing.title}
                >
                  {thing.title}
                </Link>
                {thing.kind === "highlight" ? <Badge>Clip {shapeOf(thing)}</Badge> : null}
                {thing.isPinned ? <Badge tone="accent">Pinned</Badge> : null}
              </p>
              <p className="mt-0.5 flex flex-wrap gap-x-3 text-sm text-muted">
                <span className="sm:hidden time">{formatBytes(thing.sizeBytes)}</span>
                <span className="max-sm:hidden">
                  <LocalDate iso={thing.createdAt} />
                </span>
                {thing.durationMs ? <span className="time">{formatDuration(thing.durationMs / 1000)}</span> : null}
              </p>
              <div aria-hidden className="mt-1.5 h-1 overflow-hidden rounded-full bg-raised">
                <div
                  className={`h-full rounded-full ${thing.kind === "highlight" ? "bg-accent" : "bg-signal-chat"}`}
                  style={{ width: `${Math.max(1, (thing.sizeBytes / biggestBytes) * 100)}%` }}
                />
              </div>
            </div>
            <span className="w-20 shrink-0 text-right text-sm time max-sm:hidden">{formatBytes(thing.sizeBytes)}</span>
            {mayChange ? (
              <div className="flex shrink-0">
                <Button
                  look="quiet"
                  size="icon"
                  disabled={isPending}
                  onClick={() => pinOne(thing)}
                  aria-label={`${thing.isPinned ? "Unpin" : "Pin"} ${thing.title}`}
                  title={thing.isPinned ? "Unpin" : "Pin: never goes by itself"}
                >
                  {thing.isPinned ? <PinOff aria-hidden className="size-4" /> : <Pin aria-hidden className="size-4" />}
                </Button>
                <Button
                  look="quiet"
                  size="icon"
                  disabled={isPending}
                  onClick={() => trashOne(thing)}
                  aria-label={`Delete ${thing.title}`}
                  title="Delete (to the trash)"
                >
                  <Trash2 aria-hidden className="size-4" />
                </Button>
              </div>
            ) : null}
          </li>
        ))}
      </ul>
      {!isWhole && more > 0 ? (
        <Button look="quiet" size="small" className="mt-2" onClick={() => setWhole(true)}>
          Show {more} more
        </Button>
      ) : null}
    </>
  );
}
