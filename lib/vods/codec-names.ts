const videoNames: Record<string, string> = {
  h264: "H.264",
  hevc: "HEVC (H.265)",
  vp9: "VP9",
  av1: "AV1",
  mpeg4: "MPEG-4 Part 2",
};

/** A video codec's name for people. */
export const nameVideoCodec = (codec: string): string => videoNames[codec] ?? codec;

/**
 * The MIME type that asks a browser whether it decodes a processed file (RFC 6381): an ordinary level of each codec, with
 * the profile its depth of colour needs. Pure.
 */
export function mimeTypeOf(media: { videoCodec: string; audioCodec: string | null; pixFmt: string | null }): string {
  const isDeep = /1[02](le|be)$/.test(media.pixFmt ?? "");
  const video: Record<string, string> = {
    h264: "avc1.640028",
    hevc: isDeep ? "hvc1.2.4.L123.B0" : "hvc1.1.6.L123.B0",
    vp9: isDeep ? "vp09.02.41.10" : "vp09.00.41.08",
    av1: isDeep ? "av01.0.09M.10" : "av01.0.09M.08",
  };
  const audio: Record<string, string> = { aac: "mp4a.40.2", opus: "opus" };
  const codecs = [video[media.videoCodec] ?? media.videoCodec];
  if (media.audioCodec !== null) codecs.push(audio[media.audioCodec] ?? media.audioCodec);
  return `video/mp4; codecs="${codecs.join(", ")}"`;
}

/** Names of sound tracks for a choice between them: title, else language, with the number. Pure. */
export const nameSoundTracks = (tracks: { title: string | null; language: string | null }[]): string[] =>
  tracks.map(({ title, language }, n) => {
    const name = title ?? (language === "und" ? null : language);
    return name ? `${n + 1}: ${name}` : `Track ${n + 1}`;
  });
