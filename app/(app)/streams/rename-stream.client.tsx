"use client";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { useRenameStream } from "#app/_queries/streams.ts";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.client.tsx";
import { TextField } from "#app/_ui/field.tsx";

type Props = { stream: { streamId: string; title: string }; isOpen: boolean; onClose: () => void };

/** Gives a stream another title. */
export function RenameStream({ stream, isOpen, onClose }: Props) {
  return (
    <Dialog open={isOpen} onOpenChange={(open) => (open ? null : onClose())} title="Rename the stream">
      <Form stream={stream} onClose={onClose} />
    </Dialog>
  );
}

function Form({ stream, onClose }: Omit<Props, "isOpen">) {
  const [title, setTitle] = useState(stream.title);
  const renaming = useRenameStream(stream.streamId);
  const wanted = title.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wanted === stream.title) return onClose();
    renaming.mutate(wanted, {
      onSuccess: () => {
        toast.success(`It is called "${wanted}" now.`);
        onClose();
      },
    });
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <TextField
        id={`title-${stream.streamId}`}
        label="Title"
        value={title}
        maxLength={200}
        autoFocus
        onFocus={(event) => event.target.select()}
        onChange={(event) => setTitle(event.target.value)}
        error={renaming.error?.message ?? null}
        hint="Clips that are cut already keep their names."
      />
      <div className="flex justify-end gap-2">
        <Button look="quiet" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" look="primary" disabled={wanted === "" || renaming.isPending}>
          Rename
        </Button>
      </div>
    </form>
  );
}
