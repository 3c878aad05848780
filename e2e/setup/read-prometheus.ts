type Sample = { name: string; labels: Record<string, string>; value: number };

const sampleLine = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (-?(?:[0-9.]+(?:e[+-]?\d+)?|Inf)|NaN)$/;
const labelPair = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/gy;

/**
 * Parses Prometheus' text format 0.0.4 as strictly as its reader does: a type before the samples of a metric, once a
 * metric; no sample twice; every value a number. Throws with the line that can't be read.
 */
export function readPrometheus(text: string) {
  const types: Record<string, string> = {};
  const samples: Sample[] = [];
  const seen = new Set<string>();
  if (!text.endsWith("\n")) throw new Error("the last line has no end");
  for (const line of text.slice(0, -1).split("\n")) {
    const type = /^# TYPE (\S+) (counter|gauge|histogram|summary|untyped)$/.exec(line);
    if (type) {
      if (types[type[1]!] !== undefined) throw new Error(`a second type: ${line}`);
      types[type[1]!] = type[2]!;
    } else if (!/^# HELP \S+ \S/.test(line)) samples.push(readSample(line, seen, types));
  }
  const sum = (name: string, labels: Record<string, string> = {}): number =>
    samples
      .filter((one) => one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value))
      .reduce((total, one) => total + one.value, 0);
  return { types, samples, sum };
}

function readSample(line: string, seen: Set<string>, types: Record<string, string>): Sample {
  const match = sampleLine.exec(line);
  if (!match) throw new Error(`not a sample: ${line}`);
  const [, name, pairs = "", value] = match;
  const labels = Object.fromEntries([...pairs.matchAll(labelPair)].map(([, key, text]) => [key!, text!]));
  const isWhole = [...pairs.matchAll(labelPair)].map(([pair]) => pair).join("") === pairs;
  if (!isWhole) throw new Error(`labels that can't be read: ${line}`);
  const key = `${name}{${pairs}}`;
  if (seen.has(key)) throw new Error(`a sample twice: ${line}`);
  seen.add(key);
  if (types[name!] === undefined) throw new Error(`a sample without a type: ${line}`);
  return { name: name!, labels, value: Number(value) };
}
