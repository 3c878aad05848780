"use client";
import { useEffect, useState } from "react";
import { useMay } from "#app/_access/may.client.tsx";
import { useUnsent } from "#app/_queries/edits.ts";
import { useHighlightEdits } from "#app/_queries/highlight-edits.ts";
import type { Highlight } from "#app/_queries/highlights.ts";
import { highlightName } from "#app/_ui/highlight-words.ts";

/** A highlight's title, edited in its place; saved by Enter or on leaving, left alone by Escape. */
export function TitleField({ highlight }: { highlight: Highlight }) {
  const edits = useHighlightEdits(highlight.vodId);
  const [text, setText] = useState(highlight.title ?? "");
  const [isAtWork, setAtWork] = useState(false);
  useEffect(() => {
    if (!isAtWork) setText(highlight.title ?? "");
  }, [highlight.title, isAtWork]);
  const send = () => text.trim() !== (highlight.title ?? "") && edits.retitle(highlight, text.trim());
  const save = () => {
    setAtWork(false);
    send();
  };
  useUnsent(() => isAtWork && send());
  if (!useMay("POST /api/v1/highlights/[id]/title")) {
    return <h2 className="min-w-0 flex-1 truncate font-semibold">{highlightName(highlight)}</h2>;
  }
  return (
    <input
      aria-label="Title"
      value={text}
      maxLength={200}
      placeholder={highlightName({ ...highlight, title: null })}
      onFocus={() => setAtWork(true)}
      onChange={(event) => setText(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key !== "Escape") return;
        event.stopPropagation();
        setText(highlight.title ?? "");
      }}
      className="h-9 min-w-0 flex-1 rounded-md border border-transparent bg-transparent px-2 font-semibold placeholder:text-ink hover:border-line-strong focus:border-line-strong focus:bg-canvas"
    />
  );
}
