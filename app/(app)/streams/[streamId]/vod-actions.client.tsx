"use client";
import { Pin, PinOff, Trash2 } from "lucide-react";
import type { StreamVod } from "#app/_queries/streams.ts";
import { useTrashWithWords } from "#app/_queries/use-trash-with-words.ts";
import { Button } from "#app/_ui/button.tsx";

/** Pins a recording, or moves it to the trash. */
export function VodActions({ vod }: { vod: StreamVod }) {
  const { trashOne, pinOne, isPending } = useTrashWithWords();
  if (vod.state !== "ready" && vod.state !== "failed") return null;
  const { id: vodId, title, isPinned } = vod;
  return (
    <>
      <Button
        disabled={isPending}
        onClick={() => pinOne({ vodId, isPinned })}
        title="A pinned recording never goes by itself"
      >
        {isPinned ? <PinOff aria-hidden className="size-4" /> : <Pin aria-hidden className="size-4" />}
        {isPinned ? "Unpin" : "Pin"}
      </Button>
      <Button disabled={isPending} onClick={() => trashOne({ vodId, title })}>
        <Trash2 aria-hidden className="size-4" /> Delete
      </Button>
    </>
  );
}
