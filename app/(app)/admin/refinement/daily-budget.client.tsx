"use client";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { useChangeLlm } from "#app/_queries/refinement.ts";
import { Button } from "#app/_ui/button.tsx";
import { TextField } from "#app/_ui/field.tsx";

/** Sets the most that all accounts may spend in a day. */
export function DailyBudget({ dailyUsd }: { dailyUsd: number }) {
  const [draft, setDraft] = useState<string | null>(null);
  const change = useChangeLlm();
  const value = draft ?? String(dailyUsd);
  const isWrong = value.trim() === "" || !(Number(value) >= 0);
  const save = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { dailyUsd: Number(value) },
      { onSuccess: () => setDraft(null), onError: (problem) => toast.error(problem.message) },
    );
  };
  return (
    <form onSubmit={save} className="flex flex-wrap items-end gap-2">
      <div className="w-40">
        <TextField
          id="daily-usd"
          label="Daily budget, USD"
          inputMode="decimal"
          value={value}
          onChange={(event) => setDraft(event.target.value)}
          error={isWrong ? "A number, 0 or more." : null}
        />
      </div>
      <Button type="submit" disabled={isWrong || draft === null || change.isPending}>
        Save
      </Button>
    </form>
  );
}
