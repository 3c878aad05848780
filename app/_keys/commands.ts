/** Everything a key can do, in the order the help lists it. `keys` are chords as `chordOf` writes them. */
export const commands = {
  "help.open": { group: "Everywhere", label: "Show the keys", keys: ["?"] },
  "palette.open": { group: "Everywhere", label: "Go to or do anything", keys: ["Mod+k"] },
  "search.focus": { group: "Everywhere", label: "Search", keys: ["/"] },

  "play.toggle": { group: "Playback", label: "Play or pause", keys: ["Space", "k"] },
  "play.back": { group: "Playback", label: "Back; pressed again, faster", keys: ["j"] },
  "play.forward": { group: "Playback", label: "Play; pressed again, faster", keys: ["l"] },
  "frame.back": { group: "Playback", label: "One frame back", keys: ["ArrowLeft"] },
  "frame.forward": { group: "Playback", label: "One frame on", keys: ["ArrowRight"] },
  "second.back": { group: "Playback", label: "One second back", keys: ["Shift+ArrowLeft"] },
  "second.forward": { group: "Playback", label: "One second on", keys: ["Shift+ArrowRight"] },

  "trim.in": { group: "Trim", label: "Begin at the playhead", keys: ["i"] },
  "trim.out": { group: "Trim", label: "End at the playhead", keys: ["o"] },
  "trim.goIn": { group: "Trim", label: "Go to the beginning", keys: ["Shift+i"] },
  "trim.goOut": { group: "Trim", label: "Go to the end", keys: ["Shift+o"] },
  "trim.loop": { group: "Trim", label: "Loop the range", keys: ["p"] },
  "trim.playEnd": { group: "Trim", label: "Play the last 3 seconds", keys: ["e"] },
  "trim.split": { group: "Trim", label: "Split at the playhead", keys: ["s"] },
  "trim.merge": { group: "Trim", label: "Merge with the next", keys: ["m"] },
  "trim.duplicate": { group: "Trim", label: "Duplicate", keys: ["d"] },

  "highlight.previous": { group: "Highlights", label: "Previous highlight", keys: ["["] },
  "highlight.next": { group: "Highlights", label: "Next highlight", keys: ["]"] },
  "highlight.approve": { group: "Highlights", label: "Approve", keys: ["Enter"] },
  "highlight.reject": { group: "Highlights", label: "Reject", keys: ["x"] },
  "highlight.trim": { group: "Highlights", label: "Trim", keys: ["t"] },
  "highlight.create": { group: "Highlights", label: "New highlight from the marked range", keys: ["n"] },
  "highlight.cut": { group: "Highlights", label: "Cut", keys: ["c"] },
  "edit.undo": { group: "Highlights", label: "Undo", keys: ["z", "Mod+z"] },
  "edit.redo": { group: "Highlights", label: "Redo", keys: ["Shift+z", "Mod+Shift+z"] },

  "select.all": { group: "Selection", label: "Select all", keys: ["a"] },
  "select.invert": { group: "Selection", label: "Invert the selection", keys: ["Shift+a"] },
  "select.toggle": { group: "Selection", label: "Select this one, or leave it out", keys: ["v"] },
  "select.range": { group: "Selection", label: "Select up to this one", keys: ["Shift+v"] },
  "select.none": { group: "Selection", label: "Select nothing", keys: ["Escape"] },

  "map.zoomIn": { group: "Overview", label: "Zoom in", keys: ["+", "="] },
  "map.zoomOut": { group: "Overview", label: "Zoom out", keys: ["-"] },
  "map.fit": { group: "Overview", label: "Show the whole video", keys: ["0"] },
  "map.back": { group: "Overview", label: "Move to what is before", keys: [","] },
  "map.forward": { group: "Overview", label: "Move to what comes next", keys: ["."] },
  "tab.chat": { group: "Overview", label: "Chat", keys: ["1"] },
  "tab.events": { group: "Overview", label: "Events", keys: ["2"] },
  "tab.transcript": { group: "Overview", label: "Transcript", keys: ["3"] },
  "tab.highlights": { group: "Overview", label: "Highlights", keys: ["4"] },
} as const satisfies Record<string, { group: string; label: string; keys: readonly string[] }>;

export type CommandId = keyof typeof commands;

/** Keys a user chose in place of the usual ones; a command not named keeps its own. */
export type KeyOverrides = Partial<Record<CommandId, string[]>>;

/** The chords that run a command. */
export const keysOf = (id: CommandId, overrides: KeyOverrides): readonly string[] => overrides[id] ?? commands[id].keys;

/** The commands a chord runs. More than one may have it: which is meant depends on what the page offers. */
export function commandsFor(chord: string, overrides: KeyOverrides): CommandId[] {
  return (Object.keys(commands) as CommandId[]).filter((id) => keysOf(id, overrides).includes(chord));
}

type CommandEntry = { id: CommandId; label: string; keys: readonly string[] };

/** Commands with their keys as the help and the settings list them: by group, in the table's order. */
export function groupCommands(
  ids: readonly CommandId[],
  overrides: KeyOverrides,
): { group: string; entries: CommandEntry[] }[] {
  const groups = new Map<string, CommandEntry[]>();
  for (const id of Object.keys(commands) as CommandId[]) {
    if (!ids.includes(id)) continue;
    const { group, label } = commands[id];
    const entries = groups.get(group) ?? [];
    entries.push({ id, label, keys: keysOf(id, overrides) });
    groups.set(group, entries);
  }
  return [...groups].map(([group, entries]) => ({ group, entries }));
}
