"use client";
import { Merge, Play, Plus, Trash2 } from "lucide-react";
import { type Ref, useRef } from "react";
import { Button } from "#app/_ui/button.tsx";
import { longestLineText } from "#lib/clips/captions/model.ts";
import { formatTimestamp } from "#lib/time.ts";
import { TimeField } from "./time-field.client.tsx";
import type { CaptionDraft, DraftLine } from "./use-caption-draft.ts";

type Props = {
  draft: CaptionDraft;
  line: DraftLine;
  at: number;
  /** It is shown now. */
  isShown: boolean;
  /** It lies outside of the clip. */
  isOutside: boolean;
  canEdit: boolean;
  textRef: Ref<HTMLTextAreaElement>;
  onPlay: () => void;
  onAdd: () => void;
};

/** One caption: when it is shown, its text, and what can be done with it. */
export function CaptionRow(props: Props) {
  const { draft, line, at, isShown, isOutside, canEdit, textRef, onPlay, onAdd } = props;
  const problem = draft.problems[at] ?? null;
  const typedIn = useRef(false);
  const name = `line ${at + 1}`;
  const noteId = `${line.key}-note`;
  return (
    <li
      data-shown={isShown || undefined}
      className={`rounded-xl border p-3 ${problem ? "border-bad" : isShown ? "border-accent bg-accent-soft" : "border-line bg-surface"}`}
    >
      <div className="flex flex-wrap items-center gap-1 sm:gap-1.5">
        <Button
          look="quiet"
          size="icon"
          className="-ml-1.5 max-sm:size-8!"
          onClick={onPlay}
          aria-label={`Play ${name}, at ${formatTimestamp(line.startMs / 1000)}`}
        >
          <Play aria-hidden className="size-4 fill-current" />
        </Button>
        <TimeField
          label={`Start of ${name}`}
          ms={line.startMs}
          isInvalid={problem !== null}
          isDisabled={!canEdit}
          onChange={(startMs) => draft.edit(at, { startMs }, false)}
        />
        <span aria-hidden className="text-muted">
          –
        </span>
        <TimeField
          label={`End of ${name}`}
          ms={line.endMs}
          isInvalid={problem !== null}
          isDisabled={!canEdit}
          onChange={(endMs) => draft.edit(at, { endMs }, false)}
        />
        {isOutside ? <span className="text-xs text-muted">outside of the clip</span> : null}
        {canEdit ? (
          <span className="ml-auto flex">
            <Button
              look="quiet"
              size="icon"
              disabled={!draft.canAdd}
              onClick={onAdd}
              aria-label={`Add a line after ${name}`}
              title="Add a line after it"
            >
              <Plus aria-hidden className="size-4" />
            </Button>
            <Button
              look="quiet"
              size="icon"
              className="max-sm:size-8!"
              disabled={at === draft.lines.length - 1}
              onClick={() => draft.merge(at)}
              aria-label={`Merge ${name} with the next`}
              title="Merge with the next"
            >
              <Merge aria-hidden className="size-4 rotate-180" />
            </Button>
            <Button
              look="quiet"
              size="icon"
              onClick={() => draft.remove(at)}
              aria-label={`Remove ${name}`}
              title="Remove"
            >
              <Trash2 aria-hidden className="size-4" />
            </Button>
          </span>
        ) : null}
      </div>
      <textarea
        ref={textRef}
        rows={Math.max(1, Math.ceil(line.text.length / 44))}
        aria-label={`Text of ${name}`}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? noteId : undefined}
        value={line.text}
        readOnly={!canEdit}
        placeholder="What is said"
        maxLength={longestLineText + 50}
        onFocus={() => {
          typedIn.current = false;
        }}
        onChange={(event) => {
          draft.edit(at, { text: event.target.value.replace(/\s*\n\s*/g, " ") }, typedIn.current);
          typedIn.current = true;
        }}
        className="mt-2 block w-full resize-none rounded-lg border border-line bg-canvas px-3 py-2 placeholder:text-muted hover:border-line-strong aria-invalid:border-bad"
      />
      {problem ? (
        <p id={noteId} className="mt-1.5 text-sm text-bad">
          {problem}
        </p>
      ) : null}
    </li>
  );
}
