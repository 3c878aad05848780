import { postJson } from "./http.ts";

const channel = () => new BroadcastChannel("vodmanager account");

/** Chooses the account this browser acts for and opens it, in every tab: none goes on in the account before. */
export async function chooseAccount(slug: string): Promise<void> {
  await postJson("/me/account", { slug });
  const tabs = channel();
  tabs.postMessage("changed");
  tabs.close();
  location.assign("/streams");
}

/** Runs `reload` when another tab chose another account. Returns how to stop. */
export function followAccountChoice(reload: () => void): () => void {
  const tabs = channel();
  tabs.addEventListener("message", reload);
  return () => tabs.close();
}
