"use client";
import { useState } from "react";
import { toast } from "sonner";
import { useSavePlan } from "#app/_queries/plans.ts";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.client.tsx";
import { TextField } from "#app/_ui/field.tsx";
import { type PlanInput, planInput } from "#lib/accounts/schema.ts";

const GB = 1e9;

type Draft = Record<
  "id" | "name" | "maxGb" | "clipGb" | "maxVods" | "maxClips" | "retentionDays" | "trashDays" | "llmMonthlyUsd",
  string
> & { allowsEviction: boolean };

const draftOf = (plan: PlanInput): Draft => ({
  id: plan.id,
  name: plan.name,
  maxGb: String(plan.maxBytes / GB),
  clipGb: plan.maxClipBytes === null ? "" : String(plan.maxClipBytes / GB),
  maxVods: String(plan.maxVods),
  maxClips: String(plan.maxClips),
  retentionDays: String(plan.retentionDays),
  trashDays: String(plan.trashDays),
  llmMonthlyUsd: String(plan.llmMonthlyUsd),
  allowsEviction: plan.allowsEviction,
});

const planOf = (draft: Draft) =>
  planInput.safeParse({
    id: draft.id,
    name: draft.name,
    maxBytes: Math.round(Number(draft.maxGb) * GB),
    maxClipBytes: draft.clipGb.trim() === "" ? null : Math.round(Number(draft.clipGb) * GB),
    maxVods: Number(draft.maxVods),
    maxClips: Number(draft.maxClips),
    retentionDays: Number(draft.retentionDays),
    trashDays: Number(draft.trashDays),
    llmMonthlyUsd: Number(draft.llmMonthlyUsd),
    allowsEviction: draft.allowsEviction,
  });

const fields: { name: Exclude<keyof Draft, "allowsEviction" | "id" | "name">; label: string; hint?: string }[] = [
  { name: "maxGb", label: "Storage, GB" },
  { name: "clipGb", label: "Of it apart for clips, GB", hint: "Empty: clips share the storage" },
  { name: "maxVods", label: "Recordings" },
  { name: "maxClips", label: "Clips" },
  { name: "retentionDays", label: "Recordings kept, days" },
  { name: "trashDays", label: "Trash kept, days" },
  { name: "llmMonthlyUsd", label: "Model budget a month, $" },
];

/** The name a problem is shown at: bytes are typed as gigabytes. */
const fieldOf: Record<string, string> = { maxBytes: "maxGb", maxClipBytes: "clipGb" };

/** Changes a plan, or makes one. */
export function PlanDialog({ plan, isNew, onClose }: { plan: PlanInput; isNew: boolean; onClose: () => void }) {
  const [draft, setDraft] = useState(draftOf(plan));
  const [problems, setProblems] = useState<Record<string, string>>({});
  const save = useSavePlan();
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const submit = () => {
    const parsed = planOf(draft);
    if (!parsed.success) {
      const named = parsed.error.issues.map(({ path, message }) => {
        const name = String(path[0]);
        return [fieldOf[name] ?? name, message];
      });
      return setProblems(Object.fromEntries(named));
    }
    save.mutate(parsed.data, {
      onError: (error) => toast.error(error.message),
      onSuccess: () => {
        toast.success(`The plan ${parsed.data.name} is saved.`);
        onClose();
      },
    });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? null : onClose())}
      title={isNew ? "New plan" : `Plan ${plan.name}`}
      text="Limits hold at once. Accounts that have more keep it, and can't add to it."
    >
      <form
        className="grid gap-4 sm:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {isNew ? (
          <TextField
            id="plan-id"
            label="Short name"
            value={draft.id}
            error={problems.id}
            onChange={(event) => set({ id: event.target.value })}
          />
        ) : null}
        <TextField
          id="plan-name"
          label="Name"
          value={draft.name}
          error={problems.name}
          onChange={(event) => set({ name: event.target.value })}
        />
        {fields.map(({ name, label, hint }) => (
          <TextField
            key={name}
            id={`plan-${name}`}
            label={label}
            hint={hint}
            inputMode="decimal"
            value={draft[name]}
            error={problems[name]}
            onChange={(event) => set({ [name]: event.target.value })}
          />
        ))}
        <label className="flex items-start gap-2.5 text-sm sm:col-span-2">
          <input
            type="checkbox"
            checked={draft.allowsEviction}
            onChange={(event) => set({ allowsEviction: event.target.checked })}
            className="mt-1 size-4 accent-(--accent)"
          />
          <span>
            When it is full, the oldest make way
            <span className="block text-muted">Never what is pinned, approved or in use.</span>
          </span>
        </label>
        <div className="flex justify-end gap-2 sm:col-span-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={save.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
