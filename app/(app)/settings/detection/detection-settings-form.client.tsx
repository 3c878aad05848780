"use client";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { useMay } from "#app/_access/may.client.tsx";
import { useChangeDetectionSettings, useDetectionSettings } from "#app/_queries/detection-settings.ts";
import { Button } from "#app/_ui/button.tsx";
import { Section } from "#app/_ui/card.tsx";
import { Field, inputClasses, TextField } from "#app/_ui/field.tsx";
import { ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import type { SignalName } from "#lib/highlights/model.ts";
import type { DetectionSettings } from "#lib/highlights/settings.ts";

type Numbers = "topN" | "spacingSeconds" | "leastSigma" | "reactionLagSeconds" | "minSeconds" | "maxSeconds";
type Limits = { label: string; hint: string; min: number; max: number; step: number };

const numbers: Record<Numbers, Limits> = {
  topN: { label: "Highlights a stream", hint: "1 to 50", min: 1, max: 50, step: 1 },
  spacingSeconds: { label: "Seconds between two", hint: "10 to 1800", min: 10, max: 1800, step: 1 },
  leastSigma: {
    label: "Least σ of a burst of chat",
    hint: "0 to 10; less counts only beside other evidence",
    min: 0,
    max: 10,
    step: 0.1,
  },
  reactionLagSeconds: {
    label: "Seconds until chat reacts",
    hint: "0 to 60; used where sound and events don't tell",
    min: 0,
    max: 60,
    step: 1,
  },
  minSeconds: { label: "Shortest, in seconds", hint: "5 to 120", min: 5, max: 120, step: 1 },
  maxSeconds: { label: "Longest, in seconds", hint: "15 to 600", min: 15, max: 600, step: 1 },
};
const signals: Record<SignalName, string> = { chat: "Chat", events: "Events", transcript: "Speech", audio: "Sound" };

/** The account's settings of detection. */
export function DetectionSettingsForm() {
  const { data, error, refetch } = useDetectionSettings();
  if (data) return <Form settings={data} />;
  if (error && !data)
    return <ErrorState title="The settings couldn't be loaded" text={error.message} onRetry={refetch} />;
  return <SkeletonList count={2} className="h-40" />;
}

function Form({ settings }: { settings: DetectionSettings }) {
  const changing = useChangeDetectionSettings();
  const mayChange = useMay("POST /api/v1/settings/detection");
  const [draft, setDraft] = useState(settings);
  const [words, setWords] = useState(settings.keywords.join("\n"));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const keywords = words.split("\n").flatMap((word) => word.trim() || []);
    changing.mutate(
      { ...draft, keywords },
      {
        onSuccess: (saved) => {
          setWords(saved.keywords.join("\n"));
          toast.success("Saved. The next search for highlights uses it.");
        },
      },
    );
  };
  return (
    <form onSubmit={submit}>
      {mayChange ? null : (
        <p role="status" className="mb-4 text-sm text-muted">
          You may look at these settings. An editor or owner of the account can change them.
        </p>
      )}
      <fieldset disabled={!mayChange} className="grid max-w-3xl grid-cols-1 gap-8">
        <Section title="Your words">
          <Field
            id="keywords"
            label="Words you say when something happens, one a line"
            hint="Looked for in transcripts, beside the built-in ones of nine languages."
          >
            <textarea
              id="keywords"
              rows={5}
              value={words}
              onChange={(event) => setWords(event.target.value)}
              aria-describedby="keywords-note"
              className={`${inputClasses} h-auto py-2`}
            />
          </Field>
        </Section>
        <Section title="What counts">
          <div className="grid grid-cols-2 gap-4 sm:grid-cols-4">
            {(Object.keys(signals) as SignalName[]).map((name) => (
              <TextField
                key={name}
                id={`weight-${name}`}
                label={signals[name]}
                hint="0 to 5"
                type="number"
                required
                min={0}
                max={5}
                step={0.1}
                value={draft.weights[name]}
                onChange={(event) =>
                  setDraft({ ...draft, weights: { ...draft.weights, [name]: Number(event.target.value) } })
                }
              />
            ))}
          </div>
        </Section>
        <Section title="How many, how long">
          <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
            {(Object.keys(numbers) as Numbers[]).map((name) => (
              <TextField
                key={name}
                id={name}
                type="number"
                required
                {...numbers[name]}
                value={draft[name]}
                onChange={(event) => setDraft({ ...draft, [name]: Number(event.target.value) })}
              />
            ))}
          </div>
        </Section>
        {changing.error ? (
          <p role="alert" className="text-sm text-bad">
            {changing.error.message}
          </p>
        ) : null}
        {mayChange ? (
          <Button type="submit" look="primary" className="justify-self-start" disabled={changing.isPending}>
            {changing.isPending ? "Saving …" : "Save"}
          </Button>
        ) : null}
      </fieldset>
    </form>
  );
}
