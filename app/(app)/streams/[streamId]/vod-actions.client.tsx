"use client";
import { Pencil, Pin, PinOff, Trash2 } from "lucide-react";
import { useState } from "react";
import type { StreamPage } from "#app/_queries/streams.ts";
import { useTrashWithWords } from "#app/_queries/use-trash-with-words.ts";
import { Menu, MenuItem, MenuLine } from "#app/_ui/menu.client.tsx";
import { RenameStream } from "../rename-stream.client.tsx";

/** Renames a stream, pins its recording, or moves it to the trash. */
export function VodActions({ stream }: { stream: StreamPage["stream"] }) {
  const [isRenaming, setRenaming] = useState(false);
  const { trashMany, pinOne, isPending } = useTrashWithWords();
  const movable = stream.vods.filter((vod) => vod.state === "ready" || vod.state === "failed");
  const [vod] = movable;
  return (
    <>
      <Menu label="More for this stream">
        <MenuItem icon={<Pencil aria-hidden className="size-4" />} onSelect={() => setRenaming(true)}>
          Rename
        </MenuItem>
        {vod ? (
          <>
            <MenuItem
              disabled={isPending}
              icon={vod.isPinned ? <PinOff aria-hidden className="size-4" /> : <Pin aria-hidden className="size-4" />}
              onSelect={() => pinOne({ vodId: vod.id, isPinned: vod.isPinned })}
            >
              {vod.isPinned ? "Unpin" : "Pin: never goes by itself"}
            </MenuItem>
            <MenuLine />
            <MenuItem
              isDanger
              disabled={isPending}
              icon={<Trash2 aria-hidden className="size-4" />}
              onSelect={() =>
                trashMany(
                  movable.map((one) => one.id),
                  `"${stream.title}" is`,
                )
              }
            >
              Move to the trash
            </MenuItem>
          </>
        ) : null}
      </Menu>
      <RenameStream stream={stream} isOpen={isRenaming} onClose={() => setRenaming(false)} />
    </>
  );
}
