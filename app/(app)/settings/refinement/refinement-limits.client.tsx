"use client";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { useChangeRefinement } from "#app/_queries/refinement.ts";
import { Button } from "#app/_ui/button.tsx";
import { Card, Section } from "#app/_ui/card.tsx";
import { TextField } from "#app/_ui/field.tsx";
import { type RefinementSettings, refinementLimits } from "#lib/refine/schema.ts";

type Name = keyof typeof refinementLimits;

const words: Record<Name, { label: string; hint: string }> = {
  maxRefinements: {
    label: "Highlights a run",
    hint: "The best so many of every search are refined; the others stay as they were found. 0 refines none.",
  },
  maxIterations: {
    label: "Steps a highlight",
    hint: "How often the bounds of one highlight may be looked at again. Each step is a call; most need one or two.",
  },
  maxInFlight: {
    label: "Calls at a time",
    hint: "More is faster after a search with many highlights; fewer is kinder to a model on your own machine.",
  },
};
const names = Object.keys(words) as Name[];

/** A whole number within the limit, or null. */
function parse(text: string, { least, most }: { least: number; most: number }): number | null {
  const value = /^\d{1,3}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : null;
}

/** The three caps of refinement. They hold from the next search on. */
export function RefinementLimits({ settings }: { settings: RefinementSettings }) {
  const change = useChangeRefinement();
  const [typed, setTyped] = useState<Partial<Record<Name, string>>>({});
  const textOf = (name: Name) => typed[name] ?? String(settings[name]);
  const values = names.map((name) => parse(textOf(name), refinementLimits[name]));
  const isChanged = names.some((name, n) => values[n] !== settings[name]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(Object.fromEntries(names.map((name, n) => [name, values[n]])), {
      onSuccess: () => {
        setTyped({});
        toast.success("Saved. It holds from the next search on.");
      },
      onError: (error) => toast.error("It wasn't saved", { description: error.message }),
    });
  };
  return (
    <Section title="Limits">
      <Card className="p-5">
        <form onSubmit={submit} className="grid gap-5">
          <div className="grid gap-5 sm:grid-cols-3">
            {names.map((name, n) => {
              const { least, most, usual } = refinementLimits[name];
              return (
                <TextField
                  key={name}
                  id={`refinement-${name}`}
                  label={words[name].label}
                  inputMode="numeric"
                  value={textOf(name)}
                  onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
                  error={values[n] === null ? `A whole number from ${least} to ${most}` : null}
                  hint={`${words[name].hint} From ${least} to ${most}, usually ${usual}.`}
                />
              );
            })}
          </div>
          <Button
            type="submit"
            look="primary"
            className="justify-self-end"
            disabled={!isChanged || values.includes(null) || change.isPending}
          >
            {change.isPending ? "Saving …" : "Save limits"}
          </Button>
        </form>
      </Card>
    </Section>
  );
}
