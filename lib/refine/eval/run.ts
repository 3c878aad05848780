import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { scoreHighlights } from "#lib/highlights/score.ts";
import { defaultSettings } from "#lib/highlights/settings.ts";
import { collectChat } from "#lib/signals/chat-columns.ts";
import type { ChatMessage, StreamEvent } from "#lib/signals/model.ts";
import { readChat } from "#lib/signals/read-chat.ts";
import { judge } from "../heuristic/judge.ts";
import { type RefinementInput, windowAround } from "../model.ts";
import { evaluatePauses } from "./pauses.ts";

await evaluatePauses();

const dataDir = path.resolve(import.meta.dirname, "../../../../shared/data/chat-cliplinks");
if (!existsSync(dataDir)) {
  console.log("skipped: no shared data (../shared/data/chat-cliplinks)");
  process.exit(0);
}

/** A link is posted about 100 s after the moment's chat peak; the same rule as the detection's evaluation. */
const isLinked = (links: number[], peakSeconds: number) =>
  links.some((link) => link - 180 <= peakSeconds && peakSeconds <= link - 30);
const splitOf = (name: string) =>
  BigInt(`0x${createHash("md5").update(name).digest("hex")}`) % 2n === 0n ? "tune" : "val";

const links = new Map<string, number[]>();
const [header, ...rows] = readFileSync(path.join(dataDir, "clip-links.csv"), "utf8").trim().split(/\r?\n/);
const columns = header!.split(",");
for (const row of rows) {
  const cells = Object.fromEntries(row.split(",").map((cell, at) => [columns[at], cell]));
  if (cells.firstInArchive !== "1") continue;
  links.set(cells.file!, [...(links.get(cells.file!) ?? []), Number(cells.linkSeconds)]);
}

type Judged = { split: string; isLinked: boolean; isClipable: boolean; confidence: number; kind: "found" | "random" };
const judged: Judged[] = [];
for (const file of readdirSync(dataDir).filter((name) => links.has(name))) {
  const collector = collectChat({ durationSeconds: null });
  const events: StreamEvent[] = [];
  const messages: ChatMessage[] = [];
  const { batches } = await readChat(path.join(dataDir, file));
  for await (const batch of batches) {
    for (const one of batch.messages) {
      collector.add(one.offsetMs, one.author, one.text);
      messages.push(one);
    }
    events.push(...batch.events);
  }
  const { highlights } = scoreHighlights({
    chat: collector.finish(),
    events,
    transcript: [],
    loudness: null,
    durationSeconds: null,
    sceneChanges: [],
    channelLags: [],
    keepsAll: true,
    limit: 60,
    settings: defaultSettings,
  });
  const lastSecond = messages.reduce((last, one) => Math.max(last, one.offsetMs / 1000), 0);
  const ofFile = (peakSeconds: number, kind: Judged["kind"], input: RefinementInput) => {
    const { isClipable, confidence } = judge(input);
    const linked = isLinked(links.get(file)!, peakSeconds);
    judged.push({ split: splitOf(file), isLinked: linked, isClipable, confidence, kind });
  };
  for (const one of highlights.slice(0, 30))
    ofFile(one.peakSeconds, "found", inputOf(one, messages, events, lastSecond));
  // Places nobody chose, every 300 s: what a person would call "not a clip", nearly always.
  for (let at = 300; at < lastSecond - 60; at += 300) {
    const here = { startSeconds: at - 20, endSeconds: at + 15, peakSeconds: at, score: 0, contributions: [] };
    ofFile(at, "random", inputOf(here, messages, events, lastSecond));
  }
}

function inputOf(
  one: Pick<RefinementInput, "score" | "contributions"> & {
    startSeconds: number;
    endSeconds: number;
    peakSeconds: number;
  },
  messages: ChatMessage[],
  events: StreamEvent[],
  lastSecond: number,
): RefinementInput {
  const window = windowAround(one, lastSecond);
  const chatPerSecond = new Array<number>(Math.ceil(window.endSeconds - window.startSeconds)).fill(0);
  for (const { offsetMs } of messages) {
    const second = Math.floor(offsetMs / 1000 - window.startSeconds);
    if (second >= 0 && second < chatPerSecond.length) chatPerSecond[second]! += 1;
  }
  const inside = events.filter((event) => {
    const at = event.offsetMs / 1000;
    return at >= window.startSeconds && at <= window.endSeconds;
  });
  return {
    window,
    current: { startSeconds: one.startSeconds, endSeconds: one.endSeconds },
    peakSeconds: one.peakSeconds,
    score: one.score,
    contributions: one.contributions,
    transcript: [],
    chat: [],
    chatPerSecond,
    events: inside.map(({ offsetMs, ...event }) => ({ ...event, atSeconds: offsetMs / 1000 })),
    loudness: null,
    audio: null,
    previous: null,
  };
}

/** Chance that a linked moment gets a higher confidence than one that isn't; ties count half. */
function areaUnderCurve(list: Judged[]): number {
  const linked = list.filter((one) => one.isLinked);
  const others = list.filter((one) => !one.isLinked);
  let wins = 0;
  for (const a of linked) {
    for (const b of others) wins += a.confidence > b.confidence ? 1 : a.confidence === b.confidence ? 0.5 : 0;
  }
  return wins / (linked.length * others.length);
}

for (const split of ["tune", "val"]) {
  const found = judged.filter((one) => one.split === split && one.kind === "found");
  const random = judged.filter((one) => one.split === split && one.kind === "random" && !one.isLinked);
  const linked = found.filter((one) => one.isLinked);
  const share = (list: Judged[]) => `${list.filter((one) => !one.isClipable).length} of ${list.length}`;
  console.log(`split ${split}`);
  console.log(`  found moments that viewers linked, judged no clip:  ${share(linked)}`);
  console.log(`  other found moments, judged no clip:                ${share(found.filter((one) => !one.isLinked))}`);
  console.log(`  places nobody chose, judged no clip:                ${share(random)}`);
  console.log(`  confidence tells linked from other found moments:   AUC ${areaUnderCurve(found).toFixed(3)}`);
  for (const [from, to] of [
    [0, 0.3],
    [0.3, 0.5],
    [0.5, 0.7],
    [0.7, 0.85],
    [0.85, 1],
  ] as const) {
    const band = found.filter((one) => one.confidence >= from && one.confidence < to);
    console.log(`  confidence ${from}-${to}: ${band.filter((one) => one.isLinked).length} of ${band.length} linked`);
  }
}
