"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { ProblemError } from "#app/_queries/http.ts";
import { useImportRecording } from "#app/_queries/uploads.ts";
import { fileKinds, signalKinds, useFileUploads } from "#app/_queries/use-file-uploads.ts";
import { Button, ButtonLink } from "#app/_ui/button.tsx";
import { TextField } from "#app/_ui/field.tsx";
import { FileField } from "#app/_ui/file-field.client.tsx";
import { signalHints } from "#app/_ui/file-hints.ts";
import { ErrorState } from "#app/_ui/states.tsx";
import { type VideoOrigin, VideoOriginField } from "./video-origin.client.tsx";

/** Where a refused import of a video that is here already leads. */
const duplicateHref = (error: Error | null): string | null => {
  if (!(error instanceof ProblemError) || error.problem.code !== "duplicate") return null;
  const { streamId, vodId } = error.problem;
  return typeof streamId === "string" ? `/streams/${streamId}` : `/vods/${vodId}`;
};

/** Uploads the files, then makes the stream and shows it. */
export function ImportForm() {
  const router = useRouter();
  const files = useFileUploads();
  const importing = useImportRecording();
  const [isBusy, setBusy] = useState(false);
  const [origin, setOrigin] = useState<VideoOrigin>("device");
  const [addressError, setAddressError] = useState<string | null>(null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    const videoUrl = String(values.get("videoUrl") ?? "").trim();
    if (origin === "device" && !files.picked.video) {
      return files.setError("video", "Choose the video of the stream.");
    }
    if (origin === "address" && videoUrl === "") return setAddressError("Give the address of the video file.");
    const startedAt = String(values.get("startedAt") ?? "");
    setBusy(true);
    importing.reset();
    setAddressError(null);
    const ids = await files.uploadAll(origin === "device" ? fileKinds : signalKinds);
    if (!ids) return setBusy(false);
    try {
      const { streamId } = await importing.mutateAsync({
        title: String(values.get("title") ?? "").trim() || undefined,
        streamStartedAt: startedAt ? new Date(startedAt).toISOString() : undefined,
        ...(origin === "device" ? { videoUploadId: ids.video! } : { videoUrl }),
        chatUploadId: ids.chat,
        eventsUploadId: ids.events,
        transcriptUploadId: ids.transcript,
      });
      router.push(`/streams/${streamId}`);
    } catch (error) {
      const code = error instanceof ProblemError ? error.problem.code : undefined;
      if (code === "duplicate" || code === "not_found") files.forgetUploads();
      if (code === "address_refused") {
        importing.reset();
        setAddressError((error as Error).message);
      }
      setBusy(false);
    }
  };
  const known = duplicateHref(importing.error);

  return (
    <form onSubmit={submit} noValidate className="grid grid-cols-1 gap-4">
      <TextField
        id="title"
        name="title"
        label="Title (optional)"
        maxLength={300}
        disabled={isBusy}
        hint="Left empty, the video's file name is used."
        error={importing.error instanceof ProblemError ? importing.error.problem.fields?.title : null}
      />
      <VideoOriginField
        origin={origin}
        onOrigin={setOrigin}
        picked={files.picked.video ?? null}
        onPick={(file) => files.pick("video", file)}
        error={origin === "device" ? (files.errors.video ?? null) : addressError}
        onAddressChange={() => setAddressError(null)}
        disabled={isBusy}
      />
      {signalHints.map(({ kind, label, hint, accept }) => (
        <FileField
          key={kind}
          id={`file-${kind}`}
          label={label}
          hint={hint}
          accept={accept}
          disabled={isBusy}
          picked={files.picked[kind] ?? null}
          error={files.errors[kind] ?? null}
          onPick={(file) => files.pick(kind, file)}
        />
      ))}
      <TextField
        id="startedAt"
        name="startedAt"
        label="Start of the stream (optional)"
        type="datetime-local"
        step={1}
        disabled={isBusy}
        hint="Needed only when the chat file has clock times instead of times since the start."
      />
      {importing.error ? (
        <ErrorState
          title={known ? "This video is here already" : "The import didn't start"}
          text={importing.error.message}
          action={
            known ? (
              <ButtonLink href={known} size="small">
                Open the stream
              </ButtonLink>
            ) : undefined
          }
        />
      ) : null}
      <div className="flex justify-end gap-2">
        {isBusy ? (
          <Button look="quiet" onClick={files.stop}>
            Stop
          </Button>
        ) : null}
        <Button type="submit" look="primary" disabled={isBusy}>
          {importing.isPending ? "Starting …" : isBusy ? "Uploading …" : "Import"}
        </Button>
      </div>
    </form>
  );
}
