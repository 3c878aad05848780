import { z } from "zod";
import { type CommandId, commands, type KeyOverrides, keysOf } from "./commands.ts";

const ids = Object.keys(commands) as [CommandId, ...CommandId[]];

/** Two commands that one chord would run. */
export type KeyClash = { chord: string; ids: [CommandId, CommandId] };

/** The first chord that means two things, or null. */
export function findKeyClash(overrides: KeyOverrides): KeyClash | null {
  const taken = new Map<string, CommandId>();
  for (const id of ids) {
    for (const chord of keysOf(id, overrides)) {
      const other = taken.get(chord);
      if (other !== undefined && other !== id) return { chord, ids: [other, id] };
      taken.set(chord, id);
    }
  }
  return null;
}

/** Keys of a user's choice as they are saved: known commands, and no chord for two of them. */
export const keySettings = z
  .object({ keys: z.partialRecord(z.enum(ids), z.array(z.string().min(1).max(40)).max(4)) })
  .refine(({ keys }) => findKeyClash(keys) === null, {
    message: "One key can't do two things. Choose another, or take it from the other command first.",
    path: ["keys"],
  });
