"use client";
import { Pencil } from "lucide-react";
import { type FormEvent, useState } from "react";
import { type Totals, useSetPrice } from "#app/_queries/refinement.ts";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.client.tsx";
import { TextField } from "#app/_ui/field.tsx";
import { namedPrice } from "#lib/refine/schema.ts";

type Price = Totals["prices"][number];

const amounts = [
  { name: "inputUsdPerMillion", label: "Text in" },
  { name: "audioUsdPerMillion", label: "Sound in (empty: as text)" },
  { name: "outputUsdPerMillion", label: "Out, thinking included" },
] as const;

/** Sets the price of a model; with `price`, of that one. */
export function PriceDialog({ backend, price }: { backend: Totals["backend"]; price?: Price }) {
  const [isOpen, setOpen] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const set = useSetPrice();
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>;
    const amount = (text: string | undefined) => (text?.trim() ? Number(text) : null);
    const parsed = namedPrice.safeParse({
      backend: given.backend,
      model: given.model,
      inputUsdPerMillion: amount(given.inputUsdPerMillion),
      audioUsdPerMillion: amount(given.audioUsdPerMillion),
      outputUsdPerMillion: amount(given.outputUsdPerMillion),
    });
    if (!parsed.success) return setProblem("Prices are numbers of 0 or more; only the one of sound may be empty.");
    set.mutate(parsed.data, { onSuccess: () => setOpen(false), onError: (error) => setProblem(error.message) });
  };
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(open) => {
        setProblem(null);
        setOpen(open);
      }}
      title={price ? `Price of ${price.model}` : "Add a price"}
      text="USD a million tokens. 0 is a price, for models that run on your own machines."
      trigger={
        price ? (
          <Button look="quiet" size="icon" aria-label={`Change the price of ${price.model}`}>
            <Pencil aria-hidden className="size-4" />
          </Button>
        ) : (
          <Button size="small">Add a price</Button>
        )
      }
    >
      <form onSubmit={save} className="grid gap-4">
        <input
          type="hidden"
          name="backend"
          value={price?.backend ?? (backend.model === null ? "gemini" : backend.name)}
        />
        <TextField
          id="price-model"
          name="model"
          label="Model"
          defaultValue={price?.model ?? backend.model ?? ""}
          readOnly={price !== undefined}
          required
        />
        <div className="grid items-end gap-4 sm:grid-cols-3">
          {amounts.map(({ name, label }) => (
            <TextField
              key={name}
              id={`price-${name}`}
              name={name}
              label={label}
              inputMode="decimal"
              defaultValue={price?.[name] ?? ""}
            />
          ))}
        </div>
        {problem ? (
          <p role="alert" className="text-sm text-bad">
            {problem}
          </p>
        ) : null}
        <Button type="submit" look="primary" className="justify-self-end" disabled={set.isPending}>
          Save
        </Button>
      </form>
    </Dialog>
  );
}
