/** Runs once when the web server starts: changes are heard before the first page is asked for. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { getLive } = await import("#app/_server/live.ts");
  getLive();
}
