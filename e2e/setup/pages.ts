import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const appDir = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../app");

/** The address of every page, as its folders name it: `/vods/[vodId]/highlights`. Sorted. */
export function listPages(): string[] {
  return readdirSync(appDir, { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "page.tsx")
    .map((file) => {
      const parts = path.dirname(file).split(path.sep);
      return `/${parts.filter((part) => part !== "." && !part.startsWith("(")).join("/")}`;
    })
    .sort();
}

/** An address with its `[name]` parts filled in. Throws for a part that isn't known. */
export function fillAddress(address: string, ids: Record<string, string>): string {
  return address.replace(/\[(\w+)\]/g, (_, name: string) => {
    const id = ids[name];
    if (id === undefined) throw new Error(`The page ${address} needs a value for [${name}]: add it to the test's ids.`);
    return id;
  });
}
