/** Holes of ffmpeg that a recording handed in by a stranger can reach, and the releases that close them. Pure. */

type Hole = {
  id: string;
  what: string;
  /** The first release of each branch that has the fix; `[major, minor, patch]`. Newer branches have it, older ones don't. */
  fixedIn: [number, number, number][];
  fixedYear: number;
  /** Where it says so. */
  source: string;
  /** Decoders it lies in; when all of them are never opened here (`decoders.ts`), it can't be reached. */
  decoders?: string[];
};

const holes: Hole[] = [
  {
    id: "CVE-2026-8461",
    what: "writes past a buffer while decoding MagicYUV in AVI, MKV or MOV",
    fixedIn: [
      [5, 1, 10],
      [6, 1, 6],
      [7, 1, 5],
      [8, 0, 3],
      [8, 1, 2],
    ],
    fixedYear: 2026,
    source: "https://nvd.nist.gov/vuln/detail/CVE-2026-8461, https://github.com/jellyfin/jellyfin-ffmpeg/issues/730",
    decoders: ["magicyuv"],
  },
  {
    id: "CVE-2026-40962",
    what: "writes past a buffer while reading encrypted samples of an MP4 or MOV",
    fixedIn: [[8, 1, 0]],
    fixedYear: 2026,
    source: "https://www.cve.org/CVERecord?id=CVE-2026-40962",
  },
  {
    id: "CVE-2019-11338, CVE-2019-11339",
    what: "reads and writes outside of buffers while decoding HEVC or MPEG-4",
    fixedIn: [[4, 1, 3]],
    fixedYear: 2019,
    source: "https://nvd.nist.gov/vuln/detail/CVE-2019-11338, https://github.com/alpinelinux/aports/pull/10126",
  },
];

/** Releases without a hole of the table, newest branch first: what to install. */
export const goodReleases = "8.1.2 or newer";

export type KnownHole = Pick<Hole, "id" | "what" | "source">;

/** A version as `-version` says it: a release, else the year the build is of (builds from git have no number). */
export type BuildAge = { release: [number, number, number] | null; year: number | null; isDistribution: boolean };

/**
 * Reads how old a build is from the first lines of `-version`. Distributions (`5.1.9-0+deb12u1`) fix holes under the
 * old number: their builds are told apart.
 */
export function parseBuildAge(text: string): BuildAge {
  const version = /^ff(?:mpeg|probe) version (\S+)/.exec(text)?.[1] ?? "";
  const release = /^n?(\d{1,2})\.(\d{1,2})(?:\.(\d{1,3}))?/.exec(version);
  const year = /Copyright \(c\) \d{4}-(\d{4})/.exec(text)?.[1];
  return {
    release: release ? [Number(release[1]), Number(release[2]), Number(release[3] ?? 0)] : null,
    year: year === undefined ? null : Number(year),
    isDistribution: release !== null && /[-+~](\d|.*(deb|ubuntu|el\d|fc\d|r\d))/.test(version.slice(release[0].length)),
  };
}

/** The holes of the table that a build has, but for those in decoders that are never opened. */
export function listKnownHoles(age: BuildAge, allowedDecoders: ReadonlySet<string>): KnownHole[] {
  return holes
    .filter((hole) => hole.decoders === undefined || hole.decoders.some((decoder) => allowedDecoders.has(decoder)))
    .filter((hole) => hasHole(age, hole))
    .map(({ id, what, source }) => ({ id, what, source }));
}

function hasHole({ release, year }: BuildAge, { fixedIn, fixedYear }: Hole): boolean {
  if (release === null) return year === null || year < fixedYear;
  const [major, minor, patch] = release;
  const sameBranch = fixedIn.find((fix) => fix[0] === major && fix[1] === minor);
  if (sameBranch) return patch < sameBranch[2];
  const newest = fixedIn.at(-1)!;
  return major < newest[0] || (major === newest[0] && minor < newest[1]);
}
