"use client";
import { Plus, X } from "lucide-react";
import { chordOf } from "#app/_keys/chord.ts";
import { Button } from "#app/_ui/button.tsx";
import { Kbd } from "#app/_ui/kbd.tsx";

type Props = {
  label: string;
  keys: readonly string[];
  isRecording: boolean;
  onRecord: (isOn: boolean) => void;
  onAdd: (chord: string) => void;
  onRemove: (chord: string) => void;
};

/** The keys of one command; "add" takes the next key that is pressed. */
export function KeyRecorder({ label, keys, isRecording, onRecord, onAdd, onRemove }: Props) {
  return (
    <span className="flex flex-wrap items-center justify-end gap-2">
      {keys.length === 0 && !isRecording ? <span className="text-sm text-muted">no key</span> : null}
      {keys.map((chord) => (
        <span key={chord} className="inline-flex items-center gap-0.5 rounded-lg bg-raised pl-1">
          <Kbd chord={chord} />
          <Button look="quiet" size="tiny" aria-label={`Take ${chord} from: ${label}`} onClick={() => onRemove(chord)}>
            <X aria-hidden className="size-3.5" />
          </Button>
        </span>
      ))}
      <Button
        size="small"
        look={isRecording ? "primary" : "plain"}
        aria-label={isRecording ? `Press a key for: ${label}. Tab leaves.` : `Add a key for: ${label}`}
        aria-pressed={isRecording}
        onClick={() => onRecord(!isRecording)}
        onBlur={() => isRecording && onRecord(false)}
        onKeyDown={(event) => {
          if (!isRecording || event.key === "Tab") return;
          const chord = chordOf(event);
          event.preventDefault();
          if (chord !== null) onAdd(chord);
        }}
      >
        {isRecording ? (
          "Press a key …"
        ) : (
          <>
            <Plus aria-hidden className="size-4" /> Add
          </>
        )}
      </Button>
    </span>
  );
}
