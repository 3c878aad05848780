"use client";
import { FileUp, X } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { formatBytes } from "#lib/time.ts";
import { Button } from "./button.tsx";
import { ProgressBar } from "./progress-bar.tsx";

/** A file being handed in. `fraction`: how much of it has arrived; null before its upload begins. */
export type PickedFile = { file: File; fraction: number | null; uploadId: string | null };

/** A labelled place to choose or drop one file, with the progress of its upload and its error. */
export function FileField(props: {
  id: string;
  label: string;
  hint: string;
  accept?: string;
  required?: boolean;
  disabled?: boolean;
  picked: PickedFile | null;
  error: string | null;
  onPick: (file: File | null) => void;
}) {
  const { id, label, picked, error, disabled } = props;
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file && !disabled) props.onPick(file);
  };
  const clear = () => {
    if (input.current) input.current.value = "";
    props.onPick(null);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the input inside does the same
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={`relative rounded-xl border p-4 transition-colors focus-within:border-accent ${error ? "border-bad" : isOver ? "border-accent bg-accent-soft" : "border-line bg-surface"}`}
    >
      <div className="flex items-center gap-3">
        <FileUp aria-hidden className="size-5 shrink-0 text-muted" />
        <div className="min-w-0 flex-1">
          <label htmlFor={id} className="font-medium">
            {label}
            {props.required ? null : <span className="font-normal text-muted"> (optional)</span>}
          </label>
          <p id={`${id}-hint`} className="truncate text-sm text-muted">
            {picked ? `${picked.file.name} · ${formatBytes(picked.file.size)}` : props.hint}
          </p>
        </div>
        {picked && !disabled ? (
          <Button look="quiet" size="icon" onClick={clear} aria-label={`Remove ${label.toLowerCase()} file`}>
            <X aria-hidden className="size-4" />
          </Button>
        ) : null}
        <Button size="small" disabled={disabled} tabIndex={-1} aria-hidden onClick={() => input.current?.click()}>
          {picked ? "Change" : "Choose"}
        </Button>
        <input
          ref={input}
          id={id}
          type="file"
          accept={props.accept}
          disabled={disabled}
          aria-describedby={`${id}-hint${error ? ` ${id}-error` : ""}`}
          aria-invalid={error ? true : undefined}
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) props.onPick(file);
          }}
          className="sr-only"
        />
      </div>
      {picked && picked.fraction !== null ? (
        <div className="mt-3">
          <ProgressBar label={`Upload of ${picked.file.name}`} fraction={picked.fraction} />
        </div>
      ) : null}
      {error ? (
        <p id={`${id}-error`} role="alert" className="mt-2 text-sm break-words text-bad">
          {error}
        </p>
      ) : null}
    </div>
  );
}
