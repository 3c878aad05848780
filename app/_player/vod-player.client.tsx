"use client";
import { useEffect, useRef, useState } from "react";
import { readFrameTimes } from "#app/_queries/frame-times.ts";
import { vodUrls } from "#app/_queries/vods.ts";
import { ErrorState } from "#app/_ui/states.tsx";
import type { StartRead } from "#lib/vods/plan-start.ts";
import { connectPlayer } from "./connect-player.ts";
import type { PlayConnection } from "./connection.ts";
import { createFrameTimes } from "./frame-times.ts";
import type { PlayedSegments, PlayerControl } from "./player-control.ts";
import { SoundTrackSelect } from "./sound-track-select.client.tsx";

/** What the player has to know of a video's media. */
type PlayedMedia = {
  frameRate: number;
  durationSeconds: number;
  /** The file's own time at timeline zero. */
  zeroSeconds: number;
  /** Container and codecs, as `MediaSource.isTypeSupported` takes them. */
  mimeType: string;
  videoCodecName: string;
  soundTracks: string[];
};

type Props = {
  control: PlayerControl;
  vod: { id: string; title: string; hasPoster: boolean };
  media: PlayedMedia;
  /** What is read first when it begins where `control` is. */
  reads: StartRead[];
  /** False: the page has controls of its own. */
  hasControls?: boolean;
  className?: string;
  videoClassName?: string;
};

/** Plays a VOD. */
export function VodPlayer(props: Props) {
  const { control, vod, media, reads, hasControls = true, className = "" } = props;
  const element = useRef<HTMLVideoElement>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  const [chooseTrack, setChooseTrack] = useState<((track: number) => void) | null>(null);
  const { frameRate, durationSeconds, zeroSeconds, mimeType, videoCodecName } = media;
  const hasSoundChoice = media.soundTracks.length > 1;
  const firstReads = useRef(reads);

  useEffect(() => {
    const video = element.current;
    if (!video) return;
    // A changed attempt connects anew after a failure.
    void attempt;
    if (!isPlayable(mimeType)) {
      setFailure(
        `Your browser may not play this: it says it can't decode ${videoCodecName}. Use another browser (Safari and Edge play more), or a computer that decodes it in hardware. Cutting works all the same.`,
      );
      return;
    }
    let connection: PlayConnection | null = null;
    const segments: PlayedSegments = {
      findStart: (elementSeconds) => connection?.segments?.findStart(elementSeconds) ?? null,
      prepare: (from, until) => connection?.segments?.prepare(from, until),
    };
    const read = (from: number, to: number) => readFrameTimes(vod.id, from, to);
    const frames = createFrameTimes({ frameRate, durationSeconds, read });
    const detach = control.attach(video, { frameRate, segments, frames });
    const of = { mimeType, zeroSeconds, hasSoundChoice, reads: firstReads.current, findEnd: control.findEnd };
    const source = { ...of, src: vodUrls.playlist(vod.id), startSeconds: control.getTime() };
    connection = connectPlayer(video, source, {
      onFailure: setFailure,
      onClock: (startSeconds) => control.setZero(startSeconds + zeroSeconds),
      onAudioTracks: (choose) => setChooseTrack(() => choose),
    });
    // Some browsers start a video they can't decode, and play its sound to a black picture.
    const checkPicture = () => {
      if (video.videoWidth === 0)
        setFailure(`Your browser plays the sound but shows no picture: it can't decode ${videoCodecName}.`);
    };
    video.addEventListener("playing", checkPicture);
    return () => {
      // Whoever connects again may begin elsewhere.
      firstReads.current = [];
      video.removeEventListener("playing", checkPicture);
      connection?.disconnect();
      detach();
    };
  }, [control, vod.id, frameRate, durationSeconds, zeroSeconds, mimeType, videoCodecName, hasSoundChoice, attempt]);

  const again = () => {
    setFailure(null);
    setAttempt((count) => count + 1);
  };
  return (
    <div className={className}>
      {/* biome-ignore lint/a11y/useMediaCaption: the transcript is a tab beside the player */}
      <video
        ref={element}
        controls={hasControls}
        playsInline
        preload="auto"
        poster={vod.hasPoster ? vodUrls.poster(vod.id) : undefined}
        aria-label={`Player: ${vod.title}`}
        className={props.videoClassName ?? "aspect-video w-full rounded-xl bg-black"}
      />
      {chooseTrack ? <SoundTrackSelect tracks={media.soundTracks} onChoose={chooseTrack} /> : null}
      {failure ? (
        <div className="mt-3">
          <ErrorState title="The video doesn't play" text={failure} onRetry={again} />
        </div>
      ) : null}
    </div>
  );
}

const isPlayable = (mimeType: string): boolean =>
  typeof MediaSource === "undefined" || MediaSource.isTypeSupported(mimeType);
