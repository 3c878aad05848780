"use client";
import { FilePlus2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { useAddSignals } from "#app/_queries/uploads.ts";
import { useFileUploads } from "#app/_queries/use-file-uploads.ts";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.client.tsx";
import { FileField } from "#app/_ui/file-field.client.tsx";
import { fileHints } from "#app/_ui/file-hints.ts";

/** Hands in chat, events or a transcript of a stream that is here; a new file takes the old one's place. */
export function AddFilesDialog({ streamId }: { streamId: string }) {
  const [isOpen, setOpen] = useState(false);
  const trigger = (
    <Button size="small">
      <FilePlus2 aria-hidden className="size-4" /> Add files
    </Button>
  );
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      trigger={trigger}
      title="Add files"
      text="A new file replaces the one of its kind once it has been read."
    >
      <AddFilesForm streamId={streamId} onDone={() => setOpen(false)} />
    </Dialog>
  );
}

function AddFilesForm({ streamId, onDone }: { streamId: string; onDone: () => void }) {
  const files = useFileUploads();
  const adding = useAddSignals(streamId);
  const [isBusy, setBusy] = useState(false);
  const hasFile = Boolean(files.picked.chat || files.picked.events || files.picked.transcript);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const ids = await files.uploadAll();
    if (!ids) return setBusy(false);
    const uploads = { chatUploadId: ids.chat, eventsUploadId: ids.events, transcriptUploadId: ids.transcript };
    adding.mutate(uploads, {
      onSuccess: () => {
        toast("The files are being read");
        onDone();
      },
      onSettled: () => setBusy(false),
    });
  };
  return (
    <form onSubmit={submit} className="grid grid-cols-1 gap-3">
      {fileHints
        .filter(({ kind }) => kind !== "video")
        .map(({ kind, label, hint }) => (
          <FileField
            key={kind}
            id={`add-${kind}`}
            label={label}
            hint={hint}
            disabled={isBusy}
            picked={files.picked[kind] ?? null}
            error={files.errors[kind] ?? null}
            onPick={(file) => files.pick(kind, file)}
          />
        ))}
      {adding.error ? (
        <p role="alert" className="text-sm text-bad">
          {adding.error.message}
        </p>
      ) : null}
      <Button type="submit" look="primary" disabled={isBusy || !hasFile} className="justify-self-end">
        {isBusy ? "Uploading …" : "Add files"}
      </Button>
    </form>
  );
}
