/**
 * The decoders that may be opened for a recording: what capture programs, cameras, phones and platforms write. ffmpeg
 * has some 500, most of them for formats of old games and hardly ever looked at, and any of them could be named by a
 * file. Names of both the 2018 build and newer ones; those a build doesn't have are ignored by it.
 */
const videoDecoders = [
  ...["h264", "hevc", "av1", "libdav1d", "libaom-av1", "vp8", "vp9", "libvpx", "libvpx-vp9", "vvc"],
  ...["mpeg1video", "mpeg2video", "mpegvideo", "mpeg4", "msmpeg4", "msmpeg4v1", "msmpeg4v2", "h263", "h263i", "h263p"],
  ...["flv", "vp6", "vp6a", "vp6f", "wmv1", "wmv2", "wmv3", "vc1", "theora", "mjpeg", "mjpegb", "dvvideo"],
  ...["prores", "dnxhd", "cfhd", "ffv1", "ffvhuff", "huffyuv", "utvideo", "lagarith", "qtrle", "png", "rawvideo"],
  // What test pictures and filters hand on.
  "wrapped_avframe",
];

const audioDecoders = [
  ...["aac", "aac_fixed", "aac_latm", "mp3", "mp3float", "mp2", "mp2float", "mp1", "mp1float", "ac3", "ac3_fixed"],
  ...["eac3", "dca", "truehd", "mlp", "opus", "libopus", "vorbis", "libvorbis", "flac", "alac", "speex", "libspeex"],
  ...["nellymoser", "wmav1", "wmav2", "wmapro", "wmalossless", "amrnb", "amrwb", "wavpack", "s302m"],
  ...["adpcm_ms", "adpcm_ima_wav", "adpcm_ima_qt", "adpcm_swf", "pcm_alaw", "pcm_mulaw", "pcm_bluray", "pcm_dvd"],
  ...["pcm_u8", "pcm_s8", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be"],
  ...["pcm_f32le", "pcm_f32be", "pcm_f64le", "pcm_f64be", "pcm_s16le_planar", "pcm_s24le_planar"],
];

/**
 * Nothing is done with subtitles, but ffprobe opens every stream's decoder and fails where it may not. Those of text, which
 * are small, and of broadcasts; none of these is given a packet. Blu-ray's (`pgssub`) would be, so it is left out.
 */
const subtitleDecoders = [
  ...["srt", "subrip", "ass", "ssa", "mov_text", "webvtt", "text", "cc_dec", "dvbsub", "dvdsub"],
];

export const allowedDecoders: ReadonlySet<string> = new Set([...videoDecoders, ...audioDecoders, ...subtitleDecoders]);
