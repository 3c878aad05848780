/** What happens in the demo recording. Picture, sound, chat, events and transcript are all made from this list. */
export type DemoMoment = {
  /** When it happens, seconds after the start. */
  atSeconds: number;
  /** What chat writes in the seconds after it. */
  reactions: string[];
  reactionCount: number;
  said: string;
};

export const demoDurationSeconds = 216;

export const demoMoments: DemoMoment[] = [
  {
    atSeconds: 41,
    reactions: ["LUL", "LMAO", "hahahaha", "KEKW", "LULW no way", "im dying 😂", "xD", "he did it AGAIN"],
    reactionCount: 42,
    said: "No, no, no! I jumped straight into the lava. Again. I can't believe it.",
  },
  {
    atSeconds: 88,
    reactions: ["raid!", "welcome raiders", "hello raiders 👋", "hi hi hi", "RAID POG", "welcome in everyone"],
    reactionCount: 30,
    said: "Oh wow, a raid! Welcome in everybody, thank you so much for the raid.",
  },
  {
    atSeconds: 136,
    reactions: ["CLIP IT", "clip that", "POGGERS", "HOLY", "WHAT", "no shot", "clip it clip it", "insane", "POG"],
    reactionCount: 55,
    said: "One hit left, and... yes! Yes! We got him! That was the cleanest run ever!",
  },
  {
    atSeconds: 184,
    reactions: ["HYPE", "gifted POG", "thank you!!", "hype train choo choo", "LETS GOOO", "ty for the sub"],
    reactionCount: 34,
    said: "Twenty gifted subs? You are unbelievable, thank you. The hype train is rolling!",
  },
];
