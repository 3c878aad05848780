import Hls from "hls.js";

/** What a connected player tells, beside what its element says. */
export type HlsListener = {
  onFailure: (text: string) => void;
  /** The element's time at which the file's own time is zero (seconds). */
  onClock: (startSeconds: number) => void;
  /** How sound tracks are chosen; null where the browser plays by itself. */
  onAudioTracks: (choose: ((track: number) => void) | null) => void;
};

/**
 * Plays an HLS playlist in `video`: through hls.js, else by the browser itself. Loads from `startSeconds` on.
 * Returns the disconnect.
 */
export function connectHls(
  video: HTMLVideoElement,
  src: string,
  startSeconds: number,
  listener: HlsListener,
): () => void {
  if (!Hls.isSupported()) {
    const fail = () =>
      listener.onFailure("This browser couldn't load or decode it. Try again, or use a current browser.");
    video.addEventListener("error", fail);
    video.src = src;
    return () => {
      video.removeEventListener("error", fail);
      video.removeAttribute("src");
      video.load();
    };
  }
  // From where it will play, or the beginning would be loaded first; without an end it would be taken for a broadcast.
  const hls = new Hls({ maxBufferLength: 30, backBufferLength: 60, startPosition: startSeconds });
  let recoveries = 0;
  hls.on(Hls.Events.ERROR, (_event, data) => {
    if (!data.fatal) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && recoveries < 2) {
      recoveries += 1;
      hls.recoverMediaError();
      return;
    }
    listener.onFailure(
      data.type === Hls.ErrorTypes.NETWORK_ERROR
        ? "It couldn't be loaded. Check that VOD Manager is running and your connection, then try again."
        : "This browser couldn't decode it. Try again, or use a current browser.",
    );
  });
  // Where hls.js puts the file on the element's clock: at its earliest decode time, which B-frames and early sound move.
  hls.on(Hls.Events.INIT_PTS_FOUND, (_event, { initPTS, timescale }) => listener.onClock(-initPTS / timescale));
  hls.on(Hls.Events.AUDIO_TRACKS_UPDATED, (_event, { audioTracks }) =>
    listener.onAudioTracks(
      audioTracks.length > 1
        ? (track) => {
            hls.audioTrack = track;
          }
        : null,
    ),
  );
  hls.loadSource(src);
  hls.attachMedia(video);
  return () => hls.destroy();
}
