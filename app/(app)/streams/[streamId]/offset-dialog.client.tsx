"use client";
import { MoveHorizontal } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { useOffsetPreview, useSetOffset } from "#app/_queries/signals.ts";
import type { SignalImport } from "#app/_queries/streams.ts";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.client.tsx";
import { TextField } from "#app/_ui/field.tsx";
import { signalWords } from "#app/_ui/job-words.ts";
import { mostOffsetMs } from "#lib/signals/model.ts";
import { OffsetSamples } from "./offset-samples.tsx";

const steps = [-60, -10, -1, 1, 10, 60];

/** Moves a file against the video, with a look at what would then be where. */
export function OffsetDialog({ file }: { file: SignalImport }) {
  const [isOpen, setOpen] = useState(false);
  const trigger = (
    <Button size="small" look="quiet" aria-label={`Move ${signalWords[file.kind].label.toLowerCase()} in time`}>
      <MoveHorizontal aria-hidden className="size-4" /> Move in time
    </Button>
  );
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      trigger={trigger}
      wide
      title={`Move the ${signalWords[file.kind].label.toLowerCase()} against the video`}
      text="Where a recording starts later or earlier than its chat, reactions and pictures don't meet. Set the offset until they do."
    >
      <OffsetForm file={file} onDone={() => setOpen(false)} />
    </Dialog>
  );
}

function OffsetForm({ file, onDone }: { file: SignalImport; onDone: () => void }) {
  const [text, setText] = useState(String(file.offsetMs / 1000));
  const seconds = Number(text.replace(",", "."));
  const isValid = text.trim() !== "" && Number.isFinite(seconds) && Math.abs(seconds) * 1000 <= mostOffsetMs;
  const offsetMs = isValid ? Math.round(seconds * 1000) : file.offsetMs;
  const preview = useOffsetPreview(file.id, offsetMs);
  const moving = useSetOffset(file.id);
  const apply = () =>
    moving.mutate(offsetMs, {
      onSuccess: () => {
        toast('Moved. "Find again" looks for highlights at the new times.');
        onDone();
      },
      onError: (error) => toast.error(error.message),
    });
  return (
    <div className="grid grid-cols-1 gap-4">
      <div className="flex flex-wrap items-end gap-2">
        <div className="w-40">
          <TextField
            id="offset-seconds"
            label="Offset in seconds"
            inputMode="decimal"
            value={text}
            onChange={(event) => setText(event.target.value)}
            error={isValid ? null : "A number of seconds, a day at most"}
          />
        </div>
        {steps.map((step) => (
          <Button
            key={step}
            className="time"
            disabled={!isValid}
            onClick={() => setText(String(Math.round((seconds + step) * 1000) / 1000))}
          >
            {step > 0 ? `+${step}` : `−${-step}`}
          </Button>
        ))}
      </div>
      {preview.error ? (
        <p role="alert" className="text-sm text-bad">
          {preview.error.message}
        </p>
      ) : null}
      {preview.data ? <OffsetSamples preview={preview.data} rows={signalWords[file.kind].rows} /> : null}
      <Button
        look="primary"
        className="justify-self-end"
        disabled={!isValid || offsetMs === file.offsetMs || moving.isPending}
        onClick={apply}
      >
        {moving.isPending ? "Moving …" : "Move"}
      </Button>
    </div>
  );
}
