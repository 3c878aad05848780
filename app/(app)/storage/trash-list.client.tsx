"use client";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { May } from "#app/_access/may.client.tsx";
import { type TrashedThing, useEmptyTrash } from "#app/_queries/storage.ts";
import { useTrashWithWords } from "#app/_queries/use-trash-with-words.ts";
import { Button } from "#app/_ui/button.tsx";
import { Section } from "#app/_ui/card.tsx";
import { Dialog } from "#app/_ui/dialog.client.tsx";
import { countOf } from "#app/_ui/job-words.ts";
import { LocalDate } from "#app/_ui/local-date.client.tsx";
import { shapeOf } from "#app/_ui/render-words.ts";
import { EmptyState } from "#app/_ui/states.tsx";
import { formatBytes } from "#lib/time.ts";

/** What can be restored, until when, and the way to empty it. */
export function TrashList({ trash, trashDays }: { trash: TrashedThing[]; trashDays: number }) {
  const { restoreOne, isPending } = useTrashWithWords();
  const sizeBytes = trash.reduce((sum, one) => sum + one.sizeBytes, 0);
  return (
    <Section
      title="Trash"
      note={trash.length > 0 ? `${countOf(trash.length, "things")}, ${formatBytes(sizeBytes)}` : null}
      actions={
        trash.length > 0 ? (
          <May call="POST /api/v1/trash/empty">
            <EmptyTrash count={trash.length} sizeBytes={sizeBytes} />
          </May>
        ) : null
      }
    >
      {trash.length === 0 ? (
        <EmptyState
          icon={<Trash2 className="size-5" />}
          title="The trash is empty"
          text={`Recordings and clips you delete wait here for ${trashDays} days and can be restored.`}
        />
      ) : (
        <ul className="divide-y divide-line rounded-xl border border-line bg-surface" aria-label="Trash">
          {trash.map((thing) => (
            <li key={thing.vodId} className="flex items-center gap-3 px-3 py-2.5 sm:px-4">
              <div className="min-w-0 flex-1">
                <p className="truncate font-medium" title={thing.title}>
                  {thing.title}
                </p>
                <p className="mt-0.5 text-sm text-muted">
                  {thing.kind === "highlight" ? `Clip ${shapeOf(thing)}` : "Recording"}
                  <span className="sm:hidden">, {formatBytes(thing.sizeBytes)}</span>
                  {thing.trashedBy === "retention" ? ", its time was over" : ""}. Gone for good on{" "}
                  <LocalDate iso={thing.deletedAt} />
                </p>
              </div>
              <span className="shrink-0 text-sm time max-sm:hidden">{formatBytes(thing.sizeBytes)}</span>
              <May call="POST /api/v1/trash/restore">
                <Button
                  size="small"
                  disabled={isPending}
                  onClick={() => restoreOne(thing)}
                  aria-label={`Restore ${thing.title}`}
                >
                  Restore
                </Button>
              </May>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function EmptyTrash({ count, sizeBytes }: { count: number; sizeBytes: number }) {
  const [isOpen, setIsOpen] = useState(false);
  const empty = useEmptyTrash();
  const confirm = () =>
    empty.mutate(undefined, {
      onError: (error) => toast.error(error.message),
      onSuccess: () => {
        setIsOpen(false);
        toast.success("The trash is being emptied.");
      },
    });
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setIsOpen}
      title="Empty the trash?"
      text={`${countOf(count, "things")} with ${formatBytes(sizeBytes)} can't be restored after that.`}
      trigger={
        <Button size="small" look="danger">
          Empty the trash
        </Button>
      }
    >
      <div className="flex justify-end gap-2">
        <Button onClick={() => setIsOpen(false)}>Keep it</Button>
        <Button look="danger" onClick={confirm} disabled={empty.isPending}>
          Delete for good
        </Button>
      </div>
    </Dialog>
  );
}
