"use client";
import { type FormEvent, useState } from "react";
import { ProblemError } from "#app/_queries/http.ts";

type Failure = { message: string; fields: Record<string, string> };

/**
 * Sends a form once at a time. `send` gets its fields as text and throws, or returns, what is wrong. The button stays
 * still after success: the next page comes, or `finish` frees it.
 */
export function useSubmit(send: (values: Record<string, string>) => Promise<string | null>) {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = Object.fromEntries(
      [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]),
    );
    setBusy(true);
    setFailure(null);
    try {
      const message = await send(values);
      if (message === null) return;
      setFailure({ message, fields: {} });
    } catch (error) {
      const fields = error instanceof ProblemError ? error.problem.fields : undefined;
      setFailure({ message: error instanceof Error ? error.message : "That failed. Try again.", fields: fields ?? {} });
    }
    setBusy(false);
  };
  const hasFields = failure !== null && Object.keys(failure.fields).length > 0;
  return {
    isBusy,
    submit,
    /** What went wrong, unless it stands at a field. */
    message: hasFields ? null : (failure?.message ?? null),
    fields: failure?.fields ?? {},
    finish: () => setBusy(false),
  };
}
