/** What one chat message says about the moment, as bit flags and a length; language lists live in one place each. */

export const laughing = 1;
export const capitals = 2;
export const excited = 4;
export const stretched = 8;
export const repeated = 16;
export const clipRequest = 32;
/** Commands, links and advertisements: no reaction of a person. */
export const dropped = 128;
/** Long prose: the same text again and again from one author is a bot's. */
export const prose = 256;

export type MessageFeatures = {
  flags: number /** Characters, wide scripts counted twice. */;
  length: number;
  hash: number;
};

const laughter =
  /\b(?:l+o+l+[ol]*|lmf*ao+|lul+w?|omegalul|kek+w*|rofl|[ha]{4,}|(?:ha|je|ja|hue|he|xi|hi|ka|ah){2,}\w?|xd+|pepelaugh|icant|mdr+|ptdr|rs(?:rs)+|k{4,}|h{3,}|w{3,}|5{3,}|2333*)\b|草|哈哈|呵呵|笑死|笑い?|ㅋㅋ|ㅎㅎ|ｗｗ|😂|🤣|😆|💀|ха-?ха|ахах|лол|ههه|خخخ|555+/i;
const excitement =
  /\b(?:pog\w*|w[oa]+w|omg|holy|let'?s? *go+|wtf|what+|insane|clutch|hype\w*|gg+|no way|jesus|oh (?:my|god|shit|no|fuck)|yo{2,}|yes+|no{2,}|f+u+c+k+|vamo+s|golazo|no puede ser|dios mío|alter(?: schwede)?|wahnsinn|incre[ií]ble|putain|krass|monka\w*|notlikethis|6{3,})\b|!!|\?\?|[！？]{2}|^[？?]+$|卧槽|我[操去艹]|臥槽|好家伙|awsl|泪目|名场面|高能|牛[逼批b]|厉害|可怕|やば|すご|すげ|まじか|うますぎ|きた[ー!！]|キタ|神[了回]|대박|미쳤|와우|ㄷㄷ|ㅁㅊ|헐|жесть|капец|🔥|😱|🤯/i;
/** Asking for a clip, not talking of clips: "clip that", "someone clip", "CLIP", a message that ends in "clip". */
const asksForClip =
  /\bCLIP(?:PED)?\b|\b(?:[Nn]eed|[Ww]ant|[Gg]et|[Dd]id|[Hh]ave|[Ss]ome(?:one|body)|[Aa]ny(?:one|body)|[Ww]ho|[Pp]lease|[Pp]l[sz]|[Gg]onna|[Bb]etter|[Gg]ot|[Tt]hat'?s) +(?:\w+ +){0,4}clip\b|^[Cc]lip\b|\b[Cc]lip (?:it|that|this|dat|pl(?:ea)?[sz]e?)\b|\bclip[.!?]*$|切り抜|클립|クリップ|[Cc]lipe(?:m|a|en|ar)\b|[Kk]lipp?t\b|клип/;
const link = /https?:\/\/|\bwww\.|\btinyurl|\.(?:com|tv|gg|net)\b/i;

const isWide = (code: number) => code >= 0x2e80 && code < 0xe000;

/** Reads one message. Pure; the flags are those measured in `docs/decisions/chat-scoring.md`. */
export function readFeatures(text: string): MessageFeatures {
  const count = text.length;
  let length = count;
  let letters = 0;
  let upper = 0;
  let run = 1;
  let flags = 0;
  let mayLink = false;
  let mayAsk = false;
  let previous = -1;
  let hash = 0x811c9dc5;
  let word = 0;
  let words = 0;
  for (let i = 0; i <= count; i += 1) {
    const code = i < count ? text.charCodeAt(i) : 32;
    if (code === 32) {
      if (word !== 0 && words < seenWords.length) {
        for (let j = 0; j < words; j += 1) if (seenWords[j] === word) flags |= repeated;
        seenWords[words] = word;
        words += 1;
      }
      word = 0;
    } else {
      word = Math.imul(word ^ code, 0x01000193) + 1;
      // "clip" in every alphabet it is looked for in; most messages are spared the search.
      if (code > 127 || ((code === 112 || code === 80) && (previous === 105 || previous === 73))) mayAsk = true;
      if (code >= 97 && code <= 122) letters += 1;
      else if (code >= 65 && code <= 90) {
        letters += 1;
        upper += 1;
      } else if (code === 46 || code === 58) mayLink = true;
      else if (isWide(code)) length += 1;
      if (code === previous) {
        run += 1;
        if (run === 3 && code !== 46) flags |= stretched;
      } else run = 1;
    }
    hash = Math.imul(hash ^ code, 0x01000193);
    previous = code;
  }
  if (text.charCodeAt(0) === 33 && count > 1 && letters > 0) flags |= dropped;
  if (mayLink && link.test(text)) flags |= dropped;
  if (letters >= 2 && upper >= 2 && upper >= 0.7 * letters) flags |= capitals;
  if (laughter.test(text)) flags |= laughing;
  if (excitement.test(text)) flags |= excited;
  if (mayAsk && asksForClip.test(text)) flags |= clipRequest;
  if ((flags & repeated) === 0 && words > 2 && count >= 25) flags |= prose;
  return { flags, length, hash };
}

/** Words of the message being read, as hashes; reused, since nothing waits in between. A word twice is a chant or an emote wall. */
const seenWords = new Int32Array(24);
