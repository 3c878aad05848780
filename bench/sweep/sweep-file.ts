import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { minClipSeconds } from "#lib/clips/plan-cut.ts";
import { decodeFrames } from "#lib/clips/splice/testing.ts";
import { ffmpeg } from "#lib/clips/splice/testing-ffmpeg.ts";
import { importVod } from "#lib/vods/import-vod.ts";
import type { MediaIndex } from "#lib/vods/model.ts";
import { processVod } from "#lib/vods/process-vod.ts";
import { getMedia } from "#lib/vods/queries.ts";
import { readWindow } from "#lib/vods/read-window.ts";
import type { Installation } from "../media/installation.ts";
import { checkFacts, checkProcessed } from "./check-processed.ts";
import { type Bounds, type CutVerdict, judgeCuts } from "./judge-cuts.ts";
import type { Kind } from "./make-kinds.ts";

/** What one recording showed. */
export type SweepRow = {
  name: string;
  facts: string;
  problems: string[];
  /** Why clips were encoded whole or refused. */
  notes: string[];
  spliced: number;
  whole: number;
  fast: number;
  refused: number;
  framesCopied: number;
  framesEncoded: number;
  worstSsim: number;
  worstLagMs: number;
};

/** Whether the ffmpeg in use can make this codec. */
export async function hasEncoder(name: string): Promise<boolean> {
  const { stdout } = await ffmpeg("-encoders");
  return new RegExp(`\\s${name}\\s`).test(stdout.toString());
}

/** Takes one recording the whole way and judges all that comes out. */
export async function sweepFile(
  { ctx, accountId, dir: above }: Installation,
  input: { filePath: string; kind: Kind; cuts: number; random: () => number },
): Promise<SweepRow> {
  const { filePath, kind } = input;
  const name = path.basename(kind.name);
  const dir = await mkdtemp(path.join(above, "file-"));
  try {
    const imported = await importVod(ctx, { accountId, filePath, fileName: name, take: "link" });
    if (!imported.ok) return failed(name, imported.message);
    const ofVod = { accountId, vodId: imported.vodId };
    const processed = await processVod(ctx, { ...ofVod, report: () => {} });
    if (!processed.ok) {
      const isExpected = kind.expected.refused?.test(processed.message) === true;
      return { ...failed(name, processed.message), problems: isExpected ? [] : [processed.message] };
    }
    const view = await getMedia(ctx, ofVod);
    const { index, probe, row } = view;
    const problems = [
      ...checkFacts(view, kind.expected),
      ...(await checkProcessed(ctx, { ...ofVod, view, originalPath: filePath, dir })),
    ];
    if (kind.expected.refused) problems.push("it was not refused");
    const whole = await readWindow(ctx, { ...ofVod, fromTicks: 0, toTicks: index.durationTicks, dir });
    const frames = await decodeFrames(whole.filePath);
    const framePts = frames.map(({ pts }) => pts - index.zeroPtsTicks).filter((pts) => pts >= 0);
    const cuttable = index.durationTicks >= minClipSeconds * index.videoTimescale;
    const choose = (count: number) =>
      Array.from({ length: cuttable ? count : 1 }, () => pickBounds({ index, framePts, random: input.random }));
    const ofCuts = { ...ofVod, index, dir, frames };
    const verdicts = [
      ...(await judgeCuts(ctx, { ...ofCuts, bounds: choose(input.cuts), mode: "exact" })),
      ...(await judgeCuts(ctx, { ...ofCuts, bounds: choose(Math.ceil(input.cuts / 3)), mode: "fast" })),
    ];
    const facts = `${row.videoCodec}${probe.converted ? " (converted)" : ""} ${row.width}×${row.height}, ${index.frameRateNum}/${index.frameRateDen} fps${probe.variableFrameRate ? " on average" : ""}, ${framePts.length} frames, ${probe.audioTracks.map(({ codec }) => codec).join("+") || "no sound"}`;
    return summarise({ name, facts, problems, verdicts, cuttable });
  } catch (error) {
    return failed(name, String((error as Error).stack ?? error));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

const failed = (name: string, message: string): SweepRow => ({
  ...{ name, facts: "not ready", problems: [message], notes: [message], spliced: 0, whole: 0, fast: 0, refused: 0 },
  ...{ framesCopied: 0, framesEncoded: 0, worstSsim: 1, worstLagMs: 0 },
});

function summarise(input: {
  name: string;
  facts: string;
  problems: string[];
  verdicts: CutVerdict[];
  cuttable: boolean;
}): SweepRow {
  const { verdicts } = input;
  const exact = verdicts.filter(({ mode, refused }) => mode === "exact" && refused === null);
  const cut = verdicts.filter(({ refused }) => refused === null);
  const refused = verdicts.filter((one) => one.refused !== null);
  const wrong = cut.flatMap(({ mode, bounds, problems }) =>
    problems.map((problem) => `${mode} ${bounds.startTicks}-${bounds.endTicks}: ${problem}`),
  );
  // Whatever is longer than the shortest clip can be cut to the frame.
  const unwilling = refused.filter(({ mode }) => mode === "exact" && input.cuttable).map((one) => one.refused!);
  return {
    name: input.name,
    facts: input.facts,
    problems: [...input.problems.slice(0, 6), ...wrong.slice(0, 6), ...unwilling],
    notes: [
      ...new Set(verdicts.flatMap((one) => one.because ?? (one.refused === null ? [] : `${one.mode}: ${one.refused}`))),
    ],
    spliced: exact.filter(({ because }) => because === null).length,
    whole: exact.filter(({ because }) => because !== null).length,
    fast: cut.length - exact.length,
    refused: refused.length,
    framesCopied: cut.reduce((sum, one) => sum + one.framesCopied, 0),
    framesEncoded: cut.reduce((sum, one) => sum + one.framesEncoded, 0),
    worstSsim: Math.min(1, ...cut.map(({ worstSsim }) => worstSsim)),
    worstLagMs: Math.max(0, ...cut.map(({ lagMs }) => Math.abs(lagMs))),
  };
}

/** Any stretch of 1 to 20 s: from a frame or between two, often at a keyframe or at an end, where mistakes are. */
function pickBounds({
  index,
  framePts,
  random,
}: {
  index: MediaIndex;
  framePts: number[];
  random: () => number;
}): Bounds {
  const { videoTimescale, durationTicks, keyframeTicks } = index;
  const least = minClipSeconds * videoTimescale;
  const any = <Item>(items: Item[]): Item => items[Math.floor(random() * items.length)]!;
  const place = (): number => {
    const kind = random();
    if (kind < 0.4) return any(framePts);
    if (kind < 0.6) return Math.floor(random() * durationTicks);
    const near = framePts.indexOf(any(keyframeTicks)) + Math.floor(random() * 5) - 2;
    return framePts[Math.min(framePts.length - 1, Math.max(0, near))]!;
  };
  const atStart = random() < 0.1;
  const startTicks = atStart ? 0 : Math.min(place(), Math.max(0, durationTicks - least));
  const longest = Math.min(durationTicks, startTicks + 20 * videoTimescale);
  const wanted = random() < 0.1 ? longest : place();
  const endTicks =
    wanted < startTicks + least || wanted > longest
      ? startTicks + least + Math.floor(random() * Math.max(0, longest - startTicks - least))
      : wanted;
  return { startTicks, endTicks: Math.min(durationTicks, endTicks) };
}
