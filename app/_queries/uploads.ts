import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ProblemError, postJson, toProblemError } from "./http.ts";
import { streamKeys } from "./streams.ts";

export type UploadedFile = { uploadId: string; fileName: string; sizeBytes: number; sha256: string };

/** Sends a file; `onProgress` gets 0 to 1. fetch can't report the progress of a body, so this is an XMLHttpRequest. */
export function uploadFile(
  file: File,
  options: { onProgress: (fraction: number) => void; signal?: AbortSignal },
): Promise<UploadedFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1/uploads?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.onprogress = (event) => options.onProgress(event.total > 0 ? event.loaded / event.total : 0);
    request.onload = () => {
      if (request.status === 200) resolve(JSON.parse(request.responseText));
      else reject(toProblemError(request.status, request.responseText));
    };
    request.onerror = () =>
      reject(new ProblemError(503, { detail: "The connection broke during the upload. Check it and try again." }));
    request.onabort = () => reject(new DOMException("The upload was stopped.", "AbortError"));
    options.signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

export type SignalUploadIds = { chatUploadId?: string; eventsUploadId?: string; transcriptUploadId?: string };
export type Recording = SignalUploadIds & { title?: string; streamStartedAt?: string } & (
    | { videoUploadId: string }
    | { videoUrl: string }
  );

/** Makes a stream of uploaded files, or of a video that is fetched from an address. */
export function useImportRecording() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (recording: Recording) => postJson<{ vodId: string; streamId: string }>("/recordings", recording),
    onSuccess: () => client.invalidateQueries({ queryKey: streamKeys.list }),
  });
}

/** Adds uploaded files to a stream that exists. */
export function useAddSignals(streamId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (uploads: SignalUploadIds) => postJson(`/streams/${streamId}/signals`, uploads),
    onSettled: () => client.invalidateQueries({ queryKey: streamKeys.page(streamId) }),
  });
}
