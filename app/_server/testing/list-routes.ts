import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import type { NextRoute } from "../route.ts";

const appDir = path.join(import.meta.dirname, "../..");
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

type Handler = (request: Request, context: { params: Promise<unknown> }) => Promise<Response>;

/** A handler as found in the file tree. `key` is what the access table should call it; HEAD goes with GET. */
export type FoundRoute = { key: string; method: string; path: string; file: string; handler: Handler | NextRoute };

/** Every method of every route file of the app, from the file tree: one that nobody listed anywhere is found, too. */
export async function listRoutes(): Promise<FoundRoute[]> {
  const found: FoundRoute[] = [];
  for (const file of globSync("**/route.ts", { cwd: appDir }).sort()) {
    const module = (await import(path.join(appDir, file))) as Record<string, Handler>;
    const at = `/${path.dirname(file).replaceAll(/\([^)]*\)\//g, "")}`;
    for (const method of methods) {
      const handler = module[method];
      if (handler) found.push({ key: `${method === "HEAD" ? "GET" : method} ${at}`, method, path: at, file, handler });
    }
  }
  return found;
}

/** Files that hold server actions: each would be a way in beside the routes. */
export const listServerActions = (): string[] =>
  globSync("**/*.{ts,tsx}", { cwd: appDir })
    .filter(
      (file) =>
        !file.includes("testing/") && /^\s*["']use server["']/m.test(readFileSync(path.join(appDir, file), "utf8")),
    )
    .sort();
