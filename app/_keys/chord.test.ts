import { describe, expect, test } from "vitest";
import { chordOf, chordParts } from "./chord.ts";
import { type CommandId, commands, commandsFor } from "./commands.ts";

const press = (key: string, held: string[] = []) => ({
  key,
  ctrlKey: held.includes("ctrl"),
  metaKey: held.includes("meta"),
  altKey: held.includes("alt"),
  shiftKey: held.includes("shift"),
});

describe("chordOf", () => {
  test.each([
    [press("k"), "k"],
    [press("K", ["shift"]), "Shift+k"],
    [press("Z", ["shift", "ctrl"]), "Mod+Shift+z"],
    [press("z", ["meta"]), "Mod+z"],
    [press(" "), "Space"],
    [press("?", ["shift"]), "?"],
    [press("["), "["],
    [press("ArrowLeft", ["shift"]), "Shift+ArrowLeft"],
    [press("ä"), "ä"],
    [press("Shift", ["shift"]), null],
    [press("Dead"), null],
  ])("%j is %s", (event, chord) => expect(chordOf(event)).toBe(chord));
});

test.each([
  ["Mod+Shift+z", false, ["Ctrl", "Shift", "Z"]],
  ["Mod+k", true, ["⌘", "K"]],
  ["+", false, ["+"]],
  ["Mod++", false, ["Ctrl", "+"]],
  ["Shift+ArrowLeft", false, ["Shift", "←"]],
])("%s is printed as its keys", (chord, isMac, parts) => expect(chordParts(chord, isMac)).toEqual(parts));

describe("the usual keys", () => {
  test("no chord means two things", () => {
    for (const id of Object.keys(commands) as CommandId[]) {
      for (const chord of commands[id].keys) expect(commandsFor(chord, {})).toEqual([id]);
    }
  });

  test("a chosen key takes the place of the usual ones", () => {
    const overrides = { "highlight.reject": ["Delete"] };
    expect(commandsFor("Delete", overrides)).toEqual(["highlight.reject"]);
    expect(commandsFor("x", overrides)).toEqual([]);
  });
});
