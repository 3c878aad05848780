declare global {
  interface Window {
    /** Frames shown so far: place in the video, and when. */
    benchFrames?: { mediaSeconds: number; atMs: number }[];
    benchStartMs?: number;
  }
}

/** Runs in the page before its own scripts: notes every frame that a video element shows. */
export function watchFrames(): void {
  window.benchFrames = [];
  const watched = new WeakSet<HTMLVideoElement>();
  const watch = (video: HTMLVideoElement) => {
    watched.add(video);
    const onFrame = (_now: number, frame: { mediaTime: number }) => {
      window.benchFrames?.push({ mediaSeconds: frame.mediaTime, atMs: performance.now() });
      video.requestVideoFrameCallback(onFrame);
    };
    video.requestVideoFrameCallback(onFrame);
  };
  const look = () => {
    for (const video of document.querySelectorAll("video")) if (!watched.has(video)) watch(video);
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
}
