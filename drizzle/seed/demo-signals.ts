import { demoDurationSeconds, demoMoments } from "./demo-moments.ts";

const chatters = [
  "mika_plays",
  "old_toaster",
  "VelvetFox",
  "pixelmoth",
  "sir_lagalot",
  "June77",
  "nightowl_",
  "bread_cat",
];
const smallTalk = [
  "hi chat",
  "what game is this",
  "first time here, nice stream",
  "the music is good today",
  "that jump is hard",
  "you got this",
  "how long have you been live",
  "go left",
  "no the other left",
  "my cat is watching too",
  "almost there",
  "what level is that",
  "good evening from Berlin",
  "take your time",
  "I think there is a secret behind the door",
  "nice",
];
const smallTalkEverySeconds = 2.4;

/** The same numbers every time: the demo is the same on every machine. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

const twoDigits = (value: number) => String(value).padStart(2, "0");
const clock = (seconds: number) =>
  `${Math.floor(seconds / 3600)}:${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(Math.floor(seconds) % 60)}`;

/** Chat as `[H:MM:SS] <name> text` lines: small talk throughout, a burst of reactions after each moment. */
export function demoChat(): string {
  const random = createRandom(7);
  const pick = <T>(from: T[]): T => from[Math.floor(random() * from.length)]!;
  const lines: { atSeconds: number; text: string }[] = [];
  for (let at = 1; at < demoDurationSeconds; at += smallTalkEverySeconds * (0.4 + 1.2 * random())) {
    lines.push({ atSeconds: at, text: `<${pick(chatters)}> ${pick(smallTalk)}` });
  }
  for (const moment of demoMoments) {
    for (let i = 0; i < moment.reactionCount; i += 1) {
      // Squared: most write in the first seconds, some later.
      const atSeconds = moment.atSeconds + 2 + 10 * random() * random();
      lines.push({ atSeconds, text: `<${pick(chatters)}${Math.floor(random() * 90) + 10}> ${pick(moment.reactions)}` });
    }
  }
  lines.sort((a, b) => a.atSeconds - b.atSeconds);
  return lines.map(({ atSeconds, text }) => `[${clock(atSeconds)}] ${text}\n`).join("");
}

/** Channel events, one JSON object a line. */
export function demoEvents(): string {
  const events = [
    { offsetSeconds: 88, kind: "raid", actor: "VelvetFox", amount: 120 },
    { offsetSeconds: 139, kind: "cheer", actor: "June77", amount: 500, text: "Cheer500 what a run" },
    { offsetSeconds: 184, kind: "gift", actor: "old_toaster", amount: 20 },
    { offsetSeconds: 190, kind: "hype_train", actor: null, amount: 2 },
  ];
  return events.map((event) => `${JSON.stringify(event)}\n`).join("");
}

/** What is said, as SubRip. */
export function demoTranscript(): string {
  const time = (seconds: number) => `0${clock(seconds)},000`;
  const said = [
    { atSeconds: 3, text: "Hello everybody, welcome to the stream." },
    { atSeconds: 20, text: "Let's see whether we can finish this level today." },
    ...demoMoments.map(({ atSeconds, said: text }) => ({ atSeconds: atSeconds + 1, text })),
    { atSeconds: 115, text: "Okay, back to the boss. Slowly this time." },
    { atSeconds: 206, text: "That's it for today. Thank you for watching, good night." },
  ].sort((a, b) => a.atSeconds - b.atSeconds);
  return said
    .map(({ atSeconds, text }, at) => `${at + 1}\n${time(atSeconds)} --> ${time(atSeconds + 5)}\n${text}\n`)
    .join("\n");
}
