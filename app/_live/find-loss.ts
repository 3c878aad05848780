/** What is away, as far as one can tell from here: the way to the web process, what it needs to answer, or nothing. */
export type Loss = "connection" | "database" | "nothing";

/** Asks the web process, which answers without its database, and says that it has none. */
export async function findLoss(): Promise<Loss> {
  const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
  if (answer === null) return "connection";
  return answer.status === 503 ? "database" : "nothing";
}
