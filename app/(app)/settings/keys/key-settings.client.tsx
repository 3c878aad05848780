"use client";
import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { type CommandId, commands, groupCommands, type KeyOverrides, keysOf } from "#app/_keys/commands.ts";
import { findKeyClash } from "#app/_keys/key-settings.ts";
import { useKeyOverrides } from "#app/_keys/keymap.ts";
import { useSaveKeys } from "#app/_queries/key-settings.ts";
import { Button } from "#app/_ui/button.tsx";
import { Section } from "#app/_ui/card.tsx";
import { KeyRecorder } from "./key-recorder.client.tsx";

const all = Object.keys(commands) as CommandId[];

/** Every command with its keys, to be changed one by one. Each change is saved at once. */
export function KeySettings() {
  const overrides = useKeyOverrides();
  const saving = useSaveKeys();
  const [recording, setRecording] = useState<CommandId | null>(null);
  const save = (next: KeyOverrides) => {
    const clash = findKeyClash(next);
    if (clash) {
      const [one, other] = clash.ids.map((id) => commands[id].label);
      return toast.error(
        `${clash.chord} would do two things: "${one}" and "${other}". Take it from one of them first.`,
      );
    }
    saving.mutate(next, { onError: (error) => toast.error(error.message) });
  };
  const change = (id: CommandId, keys: string[]) => save({ ...overrides, [id]: keys });
  const reset = (id: CommandId) => save(Object.fromEntries(Object.entries(overrides).filter(([name]) => name !== id)));
  const add = (id: CommandId, chord: string) => {
    setRecording(null);
    if (!keysOf(id, overrides).includes(chord)) change(id, [...keysOf(id, overrides), chord].slice(-4));
  };
  return (
    <div className="max-w-3xl">
      {groupCommands(all, overrides).map(({ group, entries }) => (
        <Section key={group} title={group}>
          <ul className="divide-y divide-line">
            {entries.map(({ id, label, keys }) => (
              <li key={id} className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-2 py-2">
                <span className="min-w-40 flex-1 text-sm">{label}</span>
                <KeyRecorder
                  label={label}
                  keys={keys}
                  isRecording={recording === id}
                  onRecord={(isOn) => setRecording(isOn ? id : null)}
                  onAdd={(chord) => add(id, chord)}
                  onRemove={(chord) =>
                    change(
                      id,
                      keys.filter((one) => one !== chord),
                    )
                  }
                />
                <Button
                  look="quiet"
                  size="icon"
                  className={overrides[id] ? "" : "invisible max-sm:hidden"}
                  aria-label={`Usual keys for: ${label}`}
                  onClick={() => reset(id)}
                >
                  <RotateCcw aria-hidden className="size-4" />
                </Button>
              </li>
            ))}
          </ul>
        </Section>
      ))}
      <Button
        className="mt-8"
        disabled={Object.keys(overrides).length === 0 || saving.isPending}
        onClick={() => save({})}
      >
        Usual keys for everything
      </Button>
    </div>
  );
}
