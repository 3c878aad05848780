/** Remote control of one player, shared by everything on a page that follows or moves its time. */
export type PlayerControl = {
  /** Connects the video element; called by the player. Returns the disconnect. */
  attach: (video: HTMLVideoElement, options: { frameRate: number }) => () => void;
  /** Says at which of the element's seconds timeline zero is; 0 until then. */
  setZero: (elementSeconds: number) => void;
  /** Where playback is, in seconds after timeline zero. */
  getTime: () => number;
  isPlaying: () => boolean;
  /** Whether the player has read enough to know what it plays. */
  isOpened: () => boolean;
  /** The range being played alone, or null. */
  getRange: () => PlayRange | null;
  seek: (seconds: number) => void;
  play: () => void;
  pause: () => void;
  /** Plays this range alone: stops on its last frame. */
  playRange: (range: PlayRange) => void;
  /** Called on every shown frame, seek, start and stop. */
  subscribe: (listener: () => void) => () => void;
};

/** `id` names what the range belongs to. The end is the first moment not shown. */
export type PlayRange = { id: string; startSeconds: number; endSeconds: number };

const seekNudgeSeconds = 0.0005;

/** Makes a control that works before, while and after a video is attached: a seek before it is kept. */
export function createPlayerControl(initialSeconds = 0): PlayerControl {
  const listeners = new Set<() => void>();
  let video: HTMLVideoElement | null = null;
  let frameSeconds = 1 / 30;
  let range: PlayRange | null = null;
  let pendingSeconds: number | null = initialSeconds;
  let isSeekOurs = false;
  let zeroSeconds = 0;
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const moveTo = (seconds: number) => {
    if (!video || video.readyState === 0) pendingSeconds = seconds;
    else {
      isSeekOurs = true;
      // A frame's own time, rounded down to the element's microseconds, would be the frame before.
      video.currentTime = seconds + zeroSeconds + seekNudgeSeconds;
    }
    tell();
  };
  const start = () => video?.play().catch(() => {});
  const stopAtEnd = (shownSeconds: number) => {
    if (!video || !range || video.paused || video.seeking) return;
    // The frame on screen is the range's last one when the next would be outside.
    if (shownSeconds + frameSeconds * 1.001 >= range.endSeconds) {
      const last = Math.max(range.startSeconds, range.endSeconds - frameSeconds / 2);
      video.pause();
      range = null;
      moveTo(last);
    }
  };

  return {
    attach(element, options) {
      video = element;
      frameSeconds = 1 / options.frameRate;
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
        // A seek by hand leaves the range; our own starts or ends one.
        if (!isSeekOurs) range = null;
        isSeekOurs = false;
        tell();
      });
      on("timeupdate", () => {
        stopAtEnd(element.currentTime - zeroSeconds);
        tell();
      });
      for (const name of ["play", "pause", "seeked", "ended"]) on(name, tell);
      return () => {
        events.abort();
        if (frameRequest) element.cancelVideoFrameCallback(frameRequest);
        video = null;
      };
    },
    setZero: (elementSeconds) => {
      zeroSeconds = elementSeconds;
      tell();
    },
    getTime: () => pendingSeconds ?? Math.max(0, (video?.currentTime ?? 0) - zeroSeconds),
    isPlaying: () => (video ? !video.paused && !video.ended : false),
    isOpened: () => (video?.readyState ?? 0) > 0,
    getRange: () => range,
    seek: (seconds) => {
      range = null;
      moveTo(Math.max(0, seconds));
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
