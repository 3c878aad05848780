"use client";
import { Captions, Link2, ListVideo, Pencil, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import type { Clip, ClipGroup } from "#app/_queries/clips.ts";
import { useTrashWithWords } from "#app/_queries/use-trash-with-words.ts";
import { Menu, MenuItem, MenuLine } from "#app/_ui/menu.client.tsx";
import { shapeOf } from "#app/_ui/render-words.ts";
import { copyClipLink } from "./copy-link.ts";

/** What else can be done with a clip, and with all shapes of its highlight. */
export function ClipMenu({ group, clip }: { group: ClipGroup; clip: Clip }) {
  const router = useRouter();
  const { trashMany, isPending } = useTrashWithWords();
  const idle = group.clips.filter((one) => one.state !== "queued" && one.state !== "cutting");
  const isIdle = idle.includes(clip);
  return (
    <Menu label={`More for ${clip.title}`}>
      <MenuItem icon={<Link2 aria-hidden className="size-4" />} onSelect={() => copyClipLink(clip.clipVodId)}>
        Copy link
      </MenuItem>
      {group.sourceState === "ready" ? (
        <>
          <MenuItem
            icon={<Captions aria-hidden className="size-4" />}
            onSelect={() => router.push(`/clips/captions/${group.highlightId}`)}
          >
            Edit captions
          </MenuItem>
          <MenuItem
            icon={<Pencil aria-hidden className="size-4" />}
            onSelect={() => router.push(`/vods/${group.sourceVodId}/highlights/${group.highlightId}`)}
          >
            Open the highlight
          </MenuItem>
        </>
      ) : null}
      {group.streamId ? (
        <MenuItem
          icon={<ListVideo aria-hidden className="size-4" />}
          onSelect={() => router.push(`/streams/${group.streamId}`)}
        >
          Open the stream
        </MenuItem>
      ) : null}
      <MenuLine />
      <MenuItem
        isDanger
        disabled={isPending || !isIdle}
        icon={<Trash2 aria-hidden className="size-4" />}
        onSelect={() => trashMany([clip.clipVodId], `"${clip.title}" (${shapeOf(clip)}) is`)}
      >
        Move {group.clips.length > 1 ? shapeOf(clip) : ""} to the trash
      </MenuItem>
      {idle.length > 1 ? (
        <MenuItem
          isDanger
          disabled={isPending}
          icon={<Trash2 aria-hidden className="size-4" />}
          onSelect={() =>
            trashMany(
              idle.map((one) => one.clipVodId),
              `${idle.length} shapes of "${clip.title}" are`,
            )
          }
        >
          Move all {idle.length} shapes to the trash
        </MenuItem>
      ) : null}
    </Menu>
  );
}
