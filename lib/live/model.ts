/** The channel Postgres tells changes on: the triggers of `watch_changes` in the migrations. */
export const changeChannel = "vodmanager_changes";

/** What a page may show and therefore wants to hear of. `operations`: of the whole installation, for who operates it. */
export const liveKinds = [
  "highlights",
  "streams",
  "vods",
  "captions",
  "clips",
  "jobs",
  "detections",
  "signals",
  "refinements",
  "spend",
  "edits",
  "storage",
  "notifications",
  "account",
  "operations",
] as const;

export type LiveKind = (typeof liveKinds)[number];

/** What a page is told at once: of each kind the subjects that changed; null: any of them. */
export type ChangeSet = Partial<Record<LiveKind, string[] | null>>;

/** Above so many subjects of a kind, all of the kind counts as changed: a set never grows beyond kinds times this. */
export const mostSubjects = 16;

/** The set with one more change in it. */
export function addChange(set: ChangeSet, kind: LiveKind, subjectId: string | null): ChangeSet {
  const known = set[kind];
  if (known === null || (subjectId !== null && known?.includes(subjectId))) return set;
  const subjects = known ?? [];
  const isTooMany = subjectId === null || subjects.length >= mostSubjects;
  return { ...set, [kind]: isTooMany ? null : [...subjects, subjectId] };
}

export const isEmptySet = (set: ChangeSet): boolean => Object.keys(set).length === 0;

/** How often the server says that a stream lives, and after what silence a page takes it for dead. */
export const beatEveryMs = 15_000;
export const silentAfterMs = 35_000;
