import { connectSegments } from "./connect-segments.ts";
import { type PlayConnection, type PlayListener, type PlaySource, undecodable } from "./connection.ts";

/**
 * Plays a playlist in `video`: a file's segments directly; through hls.js where there is a choice of sound tracks or the
 * browser refused the file that way; by the browser itself where it lets no script play.
 */
export function connectPlayer(video: HTMLVideoElement, source: PlaySource, listener: PlayListener): PlayConnection {
  if (typeof MediaSource === "undefined") return connectNative(video, source, listener);
  let isOver = false;
  let current: PlayConnection | null = null;
  /** hls.js is four times the rest of the player: its code comes when it is needed. */
  const playByHls = async (startSeconds: number) => {
    try {
      const { connectHls } = await import("./connect-hls.ts");
      if (!isOver) current = connectHls(video, { ...source, startSeconds }, listener);
    } catch {
      if (!isOver) listener.onFailure(undecodable);
    }
  };
  if (source.hasSoundChoice) void playByHls(source.startSeconds);
  else {
    const onBroken = () => {
      const startSeconds = Math.max(source.startSeconds, video.currentTime - source.zeroSeconds);
      current?.disconnect();
      current = null;
      void playByHls(startSeconds);
    };
    current = connectSegments(video, source, { ...listener, onBroken });
  }
  return {
    segments: {
      findStart: (elementSeconds) => current?.segments?.findStart(elementSeconds) ?? null,
      prepare: (from, until) => current?.segments?.prepare(from, until),
    },
    disconnect: () => {
      isOver = true;
      current?.disconnect();
    },
  };
}

function connectNative(video: HTMLVideoElement, { src }: PlaySource, listener: PlayListener): PlayConnection {
  const fail = () =>
    listener.onFailure("This browser couldn't load or decode it. Try again, or use a current browser.");
  video.addEventListener("error", fail);
  video.src = src;
  const disconnect = () => {
    video.removeEventListener("error", fail);
    video.removeAttribute("src");
    video.load();
  };
  return { segments: null, disconnect };
}
