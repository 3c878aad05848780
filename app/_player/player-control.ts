import { isBuffered } from "./connection.ts";
import type { FrameTimes } from "./frame-times.ts";

/** Remote control of one player, shared by everything on a page that follows or moves its time. */
export type PlayerControl = {
  /** Connects the video element; called by the player. Returns the disconnect. */
  attach: (video: HTMLVideoElement, options: AttachOptions) => () => void;
  /** Says at which of the element's seconds timeline zero is; 0 until then. */
  setZero: (elementSeconds: number) => void;
  /** Where playback is, in seconds after timeline zero. */
  getTime: () => number;
  isPlaying: () => boolean;
  /** On its way to a picture that was asked for. */
  isSeeking: () => boolean;
  /** Whether the player has read enough to know what it plays. */
  isOpened: () => boolean;
  /** The range being played alone, or null. */
  getRange: () => PlayRange | null;
  /** The element's time at which that range ends, or null: nothing after it will be shown. */
  findEnd: () => number | null;
  /** Leaves the range that plays alone, unless `keepsRange`. */
  seek: (seconds: number, options?: { keepsRange?: boolean }) => void;
  /** Stands still on the frame `by` frames on (negative: back) from the one shown. Steps asked for quickly add up. */
  step: (by: number) => void;
  /**
   * Shows frames while something is dragged: the newest place asked for, as fast as they can be decoded. Nobody is told until
   * `seek` ends it, so that nothing else of the page is drawn meanwhile.
   */
  scrub: (seconds: number) => void;
  /** The element, whose picture can be drawn elsewhere; null while none is attached. */
  getVideo: () => HTMLVideoElement | null;
  /** Where the video's frames are; null before a player is attached. */
  getFrames: () => FrameTimes | null;
  /** How fast it plays; 1 is as recorded. */
  setRate: (rate: number) => void;
  /** Reads what shows this moment (and what follows it, up to `untilSeconds`) ahead: it is likely to be asked for. */
  prepare: (seconds: number, untilSeconds?: number) => void;
  play: () => void;
  pause: () => void;
  /** Plays this range alone: stops on its last frame, or begins anew where it is looped. */
  playRange: (range: PlayRange) => void;
  /** Called on every shown frame, seek, start and stop. */
  subscribe: (listener: () => void) => () => void;
};

/** `id` names what the range belongs to. The end is the first moment not shown. `isLooped`: begins anew at its end. */
export type PlayRange = { id: string; startSeconds: number; endSeconds: number; isLooped?: boolean };

type AttachOptions = { frameRate: number; segments?: PlayedSegments; frames?: FrameTimes };

/** What is known of the segments of what plays, in the element's seconds. */
export type PlayedSegments = {
  /** Where the segment that holds this moment begins: on a keyframe. Null while that is not known. */
  findStart: (elementSeconds: number) => number | null;
  prepare: (elementSeconds: number, untilSeconds: number) => void;
};

const seekNudgeSeconds = 0.0005;
/** A frame further from its keyframe than this takes a decoder in software longer than people wait gladly. */
const farFrames = 45;

/** Makes a control that works before, while and after a video is attached: a seek before it is kept. */
export function createPlayerControl(initialSeconds = 0): PlayerControl {
  const listeners = new Set<() => void>();
  let video: HTMLVideoElement | null = null;
  let frameSeconds = 1 / 30;
  let range: PlayRange | null = null;
  let pendingSeconds: number | null = initialSeconds;
  let zeroSeconds = 0;
  let segments: PlayedSegments | null = null;
  /** Where the element was sent last (its seconds): any other place was chosen by hand. */
  let sentTo: number | null = null;
  /** Where it goes on to from there (its seconds), once the keyframe on the way is shown. */
  let goesOnTo: number | null = null;
  /** The speed to go on with; the element stands still meanwhile, so that nothing is heard on the way. */
  let heldRate: number | null = null;
  let frames: FrameTimes | null = null;
  let stepsToGo = 0;
  /** Where a drag is; null while nothing is dragged. */
  let scrubbedTo: number | null = null;
  const tell = () => {
    if (scrubbedTo !== null) return;
    for (const listener of listeners) listener();
  };
  const send = (element: HTMLVideoElement, elementSeconds: number) => {
    sentTo = elementSeconds;
    element.currentTime = elementSeconds;
  };
  const letRun = (element: HTMLVideoElement) => {
    goesOnTo = null;
    if (heldRate !== null) element.playbackRate = heldRate;
    heldRate = null;
  };
  /** Shows the keyframe before a far frame first: a picture of the place at once, the very frame when it is decoded. */
  const stopOnTheWay = (element: HTMLVideoElement, elementSeconds: number): boolean => {
    const isNear = element.readyState > HTMLMediaElement.HAVE_METADATA && isBuffered(element, elementSeconds);
    const from = isNear ? null : (segments?.findStart(elementSeconds) ?? null);
    if (from === null || elementSeconds - from < farFrames * frameSeconds) {
      letRun(element);
      return false;
    }
    heldRate ??= element.playbackRate;
    element.playbackRate = 0;
    goesOnTo = elementSeconds;
    send(element, from + seekNudgeSeconds);
    return true;
  };
  const moveTo = (seconds: number) => {
    if (!video || video.readyState === 0) pendingSeconds = seconds;
    else {
      // A frame's own time, rounded down to the element's microseconds, would be the frame before.
      const elementSeconds = seconds + zeroSeconds + seekNudgeSeconds;
      if (!stopOnTheWay(video, elementSeconds)) send(video, elementSeconds);
    }
    tell();
  };
  const start = () => video?.play().catch(() => {});
  const stopAtEnd = (shownSeconds: number) => {
    if (!video || !range || video.paused || video.seeking || goesOnTo !== null) return;
    // The frame on screen is the range's last one when the next would be outside.
    if (shownSeconds + frameSeconds * 1.001 >= range.endSeconds) {
      if (range.isLooped) {
        moveTo(range.startSeconds);
        return;
      }
      const last = Math.max(range.startSeconds, range.endSeconds - frameSeconds / 2);
      video.pause();
      range = null;
      moveTo(last);
    }
  };

  const getTime = () => pendingSeconds ?? Math.max(0, (goesOnTo ?? video?.currentTime ?? 0) - zeroSeconds);
  const takeSteps = async () => {
    const from = getTime();
    if (frames && frames.stepFrom(from, stepsToGo) === null) {
      await Promise.all([frames.load(from), frames.load(from + stepsToGo * frameSeconds)]);
    }
    if (stepsToGo === 0) return;
    // More steps may have come meanwhile, but nothing else has moved it: that ends them.
    const to = frames?.stepFrom(from, stepsToGo) ?? Math.max(0, from + stepsToGo * frameSeconds);
    stepsToGo = 0;
    moveTo(to);
  };

  return {
    attach(element, options) {
      video = element;
      frames = options.frames ?? null;
      frameSeconds = 1 / options.frameRate;
      segments = options.segments ?? null;
      const events = new AbortController();
      const on = (name: string, run: () => void) => element.addEventListener(name, run, { signal: events.signal });
      let frameRequest = 0;
      const onFrame = (_now: number, metadata: { mediaTime: number }) => {
        stopAtEnd(metadata.mediaTime - zeroSeconds);
        tell();
        frameRequest = element.requestVideoFrameCallback(onFrame);
      };
      if ("requestVideoFrameCallback" in element) frameRequest = element.requestVideoFrameCallback(onFrame);
      on("loadedmetadata", () => {
        if (pendingSeconds) moveTo(pendingSeconds);
        pendingSeconds = null;
        tell();
      });
      on("seeking", () => {
        if (sentTo === null || Math.abs(element.currentTime - sentTo) > seekNudgeSeconds) {
          // A seek by hand leaves the range; our own starts or ends one.
          range = null;
          stepsToGo = 0;
          sentTo = element.currentTime;
          stopOnTheWay(element, element.currentTime);
        }
        tell();
      });
      on("seeked", () => {
        if (goesOnTo === null) letRun(element);
        else {
          send(element, goesOnTo);
          goesOnTo = null;
        }
        if (scrubbedTo !== null && Math.abs(scrubbedTo - getTime()) > seekNudgeSeconds * 2) moveTo(scrubbedTo);
        tell();
      });
      on("timeupdate", () => {
        stopAtEnd(element.currentTime - zeroSeconds);
        tell();
      });
      on("ended", () => {
        if (range?.isLooped) {
          moveTo(range.startSeconds);
          start();
        }
      });
      for (const name of ["play", "pause", "ended"]) on(name, tell);
      return () => {
        events.abort();
        if (frameRequest) element.cancelVideoFrameCallback(frameRequest);
        letRun(element);
        segments = null;
        video = null;
      };
    },
    setZero: (elementSeconds) => {
      zeroSeconds = elementSeconds;
      tell();
    },
    getTime,
    isPlaying: () => (video ? !video.paused && !video.ended : false),
    isSeeking: () => video?.seeking ?? false,
    isOpened: () => (video?.readyState ?? 0) > 0,
    getRange: () => range,
    findEnd: () => range && range.endSeconds + zeroSeconds,
    seek: (seconds, options = {}) => {
      if (!options.keepsRange) range = null;
      stepsToGo = 0;
      scrubbedTo = null;
      moveTo(Math.max(0, seconds));
    },
    step: (by) => {
      range = null;
      video?.pause();
      const isUnderWay = stepsToGo !== 0;
      stepsToGo += by;
      if (!isUnderWay) void takeSteps();
    },
    scrub: (seconds) => {
      video?.pause();
      scrubbedTo = Math.max(0, seconds);
      if (!video?.seeking) moveTo(scrubbedTo);
    },
    getVideo: () => video,
    getFrames: () => frames,
    setRate: (rate) => {
      if (heldRate !== null) heldRate = rate;
      else if (video) video.playbackRate = rate;
    },
    prepare: (seconds, untilSeconds = seconds) => {
      if (!video || isBuffered(video, seconds + zeroSeconds)) return;
      segments?.prepare(seconds + zeroSeconds, untilSeconds + zeroSeconds);
    },
    play: start,
    pause: () => video?.pause(),
    playRange: (next) => {
      range = next;
      moveTo(next.startSeconds);
      start();
      // Metadata may still be on its way: the element starts by itself then.
      if (video && video.readyState === 0) video.autoplay = true;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
