import { type Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import { mostOffsetMs } from "#lib/signals/model.ts";

/** Adds the option that names the account; the first one is used when it's left out. */
export const withAccountOption = (command: Command): Command =>
  command.option("--account <slug>", "the account to work for (default: the first one)");

/** Parses an id argument; ids are UUIDs as printed by `vodmanager vods` and `vodmanager highlights`. */
export function parseId(text: string): string {
  if (!z.uuid().safeParse(text).success) {
    throw new InvalidArgumentError(
      'An id looks like 3f2b8c1e-5d64-4e0a-9a70-2f1f0c7d9b11. List them with "vodmanager vods" or "vodmanager highlights VOD".',
    );
  }
  return text.toLowerCase();
}

/** Collects a repeatable or many-valued id option. */
export const collectIds = (text: string, before: string[] | undefined): string[] => [...(before ?? []), parseId(text)];

/** Parses an offset in seconds, a day either way at most. */
export function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (text.trim() === "" || !Number.isFinite(seconds) || Math.abs(seconds) * 1000 > mostOffsetMs) {
    throw new InvalidArgumentError("An offset is a number of seconds, from -86400 to 86400 (a day).");
  }
  return seconds;
}
