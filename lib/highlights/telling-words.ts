/** Words that streamers say when something happens, by language; matched case-blind as whole words where there are spaces. */
const keywords: Record<string, string[]> = {
  en: [
    "no way",
    "oh my god",
    "oh my gosh",
    "what the",
    "let's go",
    "lets go",
    "holy",
    "insane",
    "unbelievable",
    "are you kidding",
    "clip that",
    "clip it",
    "i can't believe",
    "did you see",
    "that was",
    "wow",
    "finally",
    "world record",
    "we did it",
    "jesus",
  ],
  de: ["alter", "krass", "oh mein gott", "wahnsinn", "unglaublich", "was zum", "niemals"],
  es: ["no puede ser", "madre mía", "dios mío", "vamos", "increíble", "qué", "no me lo creo"],
  fr: ["c'est pas possible", "oh mon dieu", "incroyable", "putain", "allez", "j'y crois pas"],
  pt: ["meu deus", "caramba", "não acredito", "inacreditável", "vamos"],
  ru: ["не может быть", "боже мой", "ничего себе", "офигеть", "поехали"],
  ja: ["やばい", "すごい", "まじで", "うそ", "きた"],
  ko: ["대박", "미쳤", "말도 안", "와 진짜", "가자"],
  zh: ["卧槽", "我的天", "不会吧", "太强", "厉害", "天啊", "哎哟"],
};

/** Matches the words above and an account's own, each as a whole word in languages that have spaces. */
export function tellingWords(own: string[]): RegExp {
  const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/ /g, "\\s+");
  const all = [...new Set([...Object.values(keywords).flat(), ...own])]
    .sort((a, b) => b.length - a.length)
    .map(escaped);
  // Only letters with cases have words with spaces around them; Chinese and Japanese run on.
  return new RegExp(`(?<![\\p{Ll}\\p{Lu}\\p{N}])(?:${all.join("|")})(?![\\p{Ll}\\p{Lu}])`, "giu");
}
