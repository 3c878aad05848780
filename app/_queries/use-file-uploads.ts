import { useRef, useState } from "react";
import type { PickedFile } from "#app/_ui/file-field.client.tsx";
import { uploadFile } from "./uploads.ts";

export const signalKinds = ["chat", "events", "transcript"] as const;
export const fileKinds = ["video", ...signalKinds] as const;
export type FileKind = (typeof fileKinds)[number];

type Picked = Partial<Record<FileKind, PickedFile>>;
type Errors = Partial<Record<FileKind, string>>;

/** The files of a form: picked, uploaded one after the other, each with its progress and error. A finished upload is not repeated. */
export function useFileUploads() {
  const [picked, setPicked] = useState<Picked>({});
  const [errors, setErrors] = useState<Errors>({});
  const abort = useRef<AbortController | null>(null);

  const patch = (kind: FileKind, change: Partial<PickedFile>) =>
    setPicked((all) => (all[kind] ? { ...all, [kind]: { ...all[kind], ...change } } : all));
  const setError = (kind: FileKind, message: string | undefined) => setErrors((all) => ({ ...all, [kind]: message }));

  const pick = (kind: FileKind, file: File | null) => {
    setPicked((all) => ({ ...all, [kind]: file ? { file, fraction: null, uploadId: null } : undefined }));
    setError(kind, undefined);
  };

  /** Upload ids of these kinds, or null when one failed (its error is set) or was stopped. */
  const uploadAll = async (
    kinds: readonly FileKind[] = fileKinds,
  ): Promise<Partial<Record<FileKind, string>> | null> => {
    const ids: Partial<Record<FileKind, string>> = {};
    abort.current = new AbortController();
    const { signal } = abort.current;
    for (const kind of kinds) {
      const one = picked[kind];
      if (!one) continue;
      try {
        const onProgress = (fraction: number) => patch(kind, { fraction });
        onProgress(one.uploadId ? 1 : 0);
        ids[kind] = one.uploadId ?? (await uploadFile(one.file, { onProgress, signal })).uploadId;
        patch(kind, { uploadId: ids[kind], fraction: 1 });
      } catch (error) {
        patch(kind, { fraction: null });
        if (!signal.aborted) setError(kind, (error as Error).message);
        return null;
      }
    }
    return ids;
  };

  /** Forgets finished uploads: the server has used or lost them. */
  const forgetUploads = () => {
    for (const kind of fileKinds) patch(kind, { uploadId: null, fraction: null });
  };

  return { picked, errors, setError, pick, uploadAll, forgetUploads, stop: () => abort.current?.abort() };
}
