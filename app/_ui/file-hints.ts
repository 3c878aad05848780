/** The files a stream is made of, as the forms ask for them. */
export const fileHints = [
  {
    kind: "video",
    label: "Video",
    hint: "MP4, MKV, MOV, FLV, TS or WebM",
    accept: "video/*,.mp4,.mkv,.mov,.flv,.ts,.webm,.m4v,.avi",
  },
  { kind: "chat", label: "Chat", hint: "TwitchDownloader or YouTube JSON, text log; also gzipped", accept: undefined },
  { kind: "events", label: "Events", hint: "Raids, gifts, cheers, hype trains as JSON", accept: undefined },
  { kind: "transcript", label: "Transcript", hint: "SRT, VTT or Whisper JSON", accept: undefined },
] as const;

/** Those that go with a video. */
export const signalHints = fileHints.filter(({ kind }) => kind !== "video");
