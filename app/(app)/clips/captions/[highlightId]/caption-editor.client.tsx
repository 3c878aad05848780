"use client";
import { MessageSquarePlus, Plus } from "lucide-react";
import { type ComponentProps, useEffect, useRef } from "react";
import { useCommand } from "#app/_keys/keymap.ts";
import { usePlayhead } from "#app/_player/use-player.ts";
import type { VodPlayer } from "#app/_player/vod-player.client.tsx";
import type { Highlight } from "#app/_queries/highlights.ts";
import { Button } from "#app/_ui/button.tsx";
import { EmptyState } from "#app/_ui/states.tsx";
import { type CaptionsView, findLine } from "#lib/clips/captions/model.ts";
import type { Size } from "#lib/clips/render/model.ts";
import { CaptionRow } from "./caption-row.client.tsx";
import { CaptionStage } from "./caption-stage.client.tsx";
import { SaveBar } from "./save-bar.client.tsx";
import { useCaptionDraft } from "./use-caption-draft.ts";
import { useCaptionLook } from "./use-caption-look.ts";

type Props = {
  highlight: Highlight;
  view: CaptionsView;
  refetch: () => Promise<CaptionsView | undefined>;
  player: Omit<ComponentProps<typeof VodPlayer>, "className">;
  /** Of the video's picture. */
  source: Size;
  canEdit: boolean;
};

/** Lines of captions to write, with what they look like over the picture. */
export function CaptionEditor({ highlight, view, refetch, player, source, canEdit }: Props) {
  const draft = useCaptionDraft(view);
  const [look, setLook] = useCaptionLook(highlight);
  const { control } = player;
  const shown = findLine(draft.lines, usePlayhead(control, 0.1) * 1000 + 50);
  const toFocus = useRef<string | null>(null);
  const { startSeconds, endSeconds, id } = highlight;
  const resumeAt = () => {
    const now = control.getTime();
    return now >= startSeconds && now < endSeconds - 0.1 ? now : startSeconds;
  };
  const toggle = () =>
    control.isPlaying() ? control.pause() : control.playRange({ id, startSeconds: resumeAt(), endSeconds });
  useCommand("play.toggle", toggle);
  useCommand("edit.undo", draft.undo, { isEnabled: draft.canUndo });
  useEffect(() => {
    if (!draft.isChanged) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [draft.isChanged]);
  const focusNew = (key: string) => (element: HTMLTextAreaElement | null) => {
    if (element && toFocus.current === key) {
      toFocus.current = null;
      element.focus();
    }
  };
  const add = (at: number) => {
    toFocus.current = draft.add(at);
  };
  return (
    <div className="grid grid-cols-1 gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(22rem,30rem)]">
      <div className="z-20 max-lg:sticky max-lg:top-14 max-lg:-mx-4 max-lg:bg-canvas max-lg:px-4 max-lg:pb-2 lg:sticky lg:top-20 lg:self-start">
        <CaptionStage
          player={player}
          source={source}
          lines={draft.lines}
          clip={view.clip}
          look={look}
          onLook={setLook}
          onToggle={toggle}
        />
      </div>
      <div className="min-w-0">
        {canEdit ? <SaveBar highlight={highlight} draft={draft} view={view} refetch={refetch} /> : null}
        {draft.lines.length === 0 ? (
          <EmptyState
            icon={<MessageSquarePlus className="size-5" />}
            title="No captions yet"
            text="The stream has no transcript here. Write what is said, line by line."
            action={
              canEdit ? (
                <Button look="primary" onClick={() => add(-1)}>
                  <Plus aria-hidden className="size-4" /> Add the first line
                </Button>
              ) : null
            }
          />
        ) : (
          <ol className="grid gap-2" aria-label="Caption lines">
            {draft.lines.map((line, at) => (
              <CaptionRow
                key={line.key}
                draft={draft}
                line={line}
                at={at}
                isShown={line === shown}
                isOutside={line.endMs <= view.clip.fromMs || line.startMs >= view.clip.toMs}
                canEdit={canEdit}
                textRef={focusNew(line.key)}
                onPlay={() =>
                  control.playRange({ id: line.key, startSeconds: line.startMs / 1000, endSeconds: line.endMs / 1000 })
                }
                onAdd={() => add(at)}
              />
            ))}
          </ol>
        )}
      </div>
    </div>
  );
}
