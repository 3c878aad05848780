"use client";
import { useId, useState } from "react";

/** Chooses the sound track that plays. Clips are cut with the first. */
export function SoundTrackSelect({ tracks, onChoose }: { tracks: string[]; onChoose: (track: number) => void }) {
  const id = useId();
  const [chosen, setChosen] = useState(0);
  return (
    <div className="mt-2 flex flex-wrap items-center gap-2 text-sm">
      <label htmlFor={id} className="font-medium">
        Sound track
      </label>
      <select
        id={id}
        value={chosen}
        onChange={(event) => {
          const track = Number(event.target.value);
          setChosen(track);
          onChoose(track);
        }}
        className="h-9 rounded-lg border border-line-strong bg-canvas px-2"
      >
        {tracks.map((name, n) => (
          <option key={name} value={n}>
            {name}
          </option>
        ))}
      </select>
      {chosen > 0 ? <span className="text-muted">Clips are cut with the first track.</span> : null}
    </div>
  );
}
