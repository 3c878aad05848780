"use client";
import { ChevronLeft, ChevronRight, Download, Link2 } from "lucide-react";
import { useCommand } from "#app/_keys/keymap.ts";
import { type Clip, clipUrls } from "#app/_queries/clips.ts";
import { Button, ButtonAnchor } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.client.tsx";
import { formatBounds } from "#app/_ui/highlight-words.ts";
import { shapeWords } from "#app/_ui/render-words.ts";
import { ClipVideo } from "./clip-video.client.tsx";
import { copyClipLink } from "./copy-link.ts";

type Props = {
  /** What is played; null while the dialog is closed. */
  playing: Clip | null;
  /** What can be played on this page, in its order. */
  playable: Clip[];
  onPlay: (clip: Clip | null) => void;
};

/** Plays clips over the page, one after the other by keys or buttons. */
export function ClipPlayerDialog({ playing, playable, onPlay }: Props) {
  const at = playable.findIndex((clip) => clip.clipVodId === playing?.clipVodId);
  const [before, after] = [at > 0 ? playable[at - 1] : undefined, at >= 0 ? playable[at + 1] : undefined];
  const go = (to: Clip | undefined) => () => (to ? onPlay(to) : undefined);
  useCommand("highlight.previous", go(before), { isInDialog: true, isEnabled: playing !== null });
  useCommand("highlight.next", go(after), { isInDialog: true, isEnabled: playing !== null });
  return (
    <Dialog
      wide
      open={playing !== null}
      onOpenChange={(open) => (open ? null : onPlay(null))}
      title={playing?.title ?? ""}
      text={
        playing ? (
          <>
            {shapeWords[playing.profile]}, <span className="time">{formatBounds(playing)}</span> of{" "}
            {playing.sourceTitle}
          </>
        ) : null
      }
    >
      {playing ? (
        <>
          <ClipVideo clip={playing} isInDialog className="mx-auto h-[62dvh] w-full" />
          <div className="mt-4 flex flex-wrap items-center gap-2">
            <Button look="quiet" onClick={go(before)} disabled={!before}>
              <ChevronLeft aria-hidden className="size-4" /> Previous
            </Button>
            <Button look="quiet" onClick={go(after)} disabled={!after}>
              Next <ChevronRight aria-hidden className="size-4" />
            </Button>
            <div className="ml-auto flex flex-wrap gap-2">
              <Button onClick={() => copyClipLink(playing.clipVodId)}>
                <Link2 aria-hidden className="size-4" /> Copy link
              </Button>
              <ButtonAnchor look="primary" href={clipUrls.download(playing.clipVodId)} download>
                <Download aria-hidden className="size-4" /> Download
              </ButtonAnchor>
            </div>
          </div>
        </>
      ) : null}
    </Dialog>
  );
}
