import { useCommand } from "#app/_keys/keymap.ts";
import type { PlayerControl } from "#app/_player/player-control.ts";
import { moveSide, type Side } from "./bounds.ts";
import type { Draft } from "./draft.ts";
import { stepBy } from "./key-target.ts";

type Options = {
  draft: Draft;
  control: PlayerControl;
  media: { durationSeconds: number; frameRate: number };
  save: (how: "drag" | "key") => void;
  isInDialog: boolean;
};

/** What moves a highlight's bounds beside dragging, and the keys for it. */
export function useTrimCommands({ draft, control, media, save, isInDialog }: Options) {
  const { durationSeconds, frameRate } = media;
  const of = (side: Side) => (side === "start" ? draft.get().startSeconds : draft.get().endSeconds);
  /** The first frame kept, or the last one. */
  const look = (side: Side) => {
    const at = of(side);
    const last = control.getFrames()?.stepFrom(at, -1) ?? Math.max(0, at - 1 / frameRate);
    control.seek(side === "start" ? at : last);
  };
  const put = (side: Side, seconds: number) => {
    draft.put(moveSide(draft.get(), side, seconds, durationSeconds));
    look(side);
    save("key");
  };
  const withFrames = async (run: () => void) => {
    await control.getFrames()?.load(control.getTime());
    run();
  };
  const moveTo = (side: Side, seconds: number) => put(side, control.getFrames()?.nearest(seconds) ?? seconds);
  const step = (side: Side, by: 1 | -1) => {
    const frames = control.getFrames();
    if (!frames) return;
    void frames.load(of(side)).then(() => put(side, stepBy(by, { at: of(side), frames, durationSeconds })));
  };
  /** The frame on screen. */
  const playhead = () => control.getFrames()?.stepFrom(control.getTime(), 0) ?? control.getTime();
  /** The frame on screen becomes the first one kept, or the last one: the end is after it. */
  const toPlayhead = (side: Side) =>
    withFrames(() => {
      const frames = control.getFrames();
      if (side === "start" || !frames) return put(side, playhead());
      put(side, stepBy(1, { at: playhead(), frames, durationSeconds }));
    });
  const options = { isInDialog };
  useCommand("trim.in", () => toPlayhead("start"), options);
  useCommand("trim.out", () => toPlayhead("end"), options);
  useCommand("trim.goIn", () => look("start"), options);
  useCommand("trim.goOut", () => look("end"), options);
  return { moveTo, step, toPlayhead, playhead };
}
