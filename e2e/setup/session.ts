import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import type { OwnStack } from "./own-stack.ts";
import type { Recording } from "./recording.ts";

export type Session = Awaited<ReturnType<typeof openSession>>;

/** Signed in as the owner of a stack of its own, without a browser. */
export async function openSession({ origin, user }: Pick<OwnStack, "origin" | "user">) {
  let cookie = "";
  const call = (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = { origin, ...(cookie ? { cookie } : {}), ...(init.headers as Record<string, string>) };
    return fetch(`${origin}${path}`, { redirect: "manual", ...init, headers });
  };
  const asJson = (body: unknown): RequestInit => ({
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
  const post = async (path: string, body: unknown = {}): Promise<Response> => {
    const answer = await call(path, asJson(body));
    expect(answer.ok, `${path}: ${await answer.clone().text()}`).toBe(true);
    return answer;
  };
  // biome-ignore lint/suspicious/noExplicitAny: answers of many routes
  const read = async (path: string): Promise<any> => (await call(path)).json();
  const signedIn = await post("/api/auth/sign-in/email", { email: user.email, password: user.password });
  cookie = signedIn.headers.get("set-cookie")!.split(";")[0]!;

  const upload = async (filePath: string): Promise<string> => {
    const name = encodeURIComponent(filePath.split("/").at(-1)!);
    const answer = await call(`/api/v1/uploads?name=${name}`, { method: "POST", body: readFileSync(filePath) });
    return (await answer.json()).uploadId;
  };
  return {
    call,
    asJson,
    post,
    read,
    /** The cookie's name and value, for a browser. */
    cookie: { name: cookie.split("=")[0]!, value: cookie.slice(cookie.indexOf("=") + 1), url: origin },
    /** Imports a recording with its chat and waits until its highlights are refined. */
    importRecording: async (files: Recording): Promise<{ vodId: string; streamId: string; highlightIds: string[] }> => {
      const [videoUploadId, chatUploadId] = [await upload(files.video), await upload(files.chat)];
      const { vodId, streamId } = await (
        await post("/api/v1/recordings", { videoUploadId, chatUploadId, title: "Own night" })
      ).json();
      let highlights: { id: string; refineState: string }[] = [];
      const isRefined = async () => {
        highlights = (await read(`/api/v1/vods/${vodId}/highlights`)).highlights ?? [];
        return highlights.length > 0 && highlights.every((one) => !["queued", "running"].includes(one.refineState));
      };
      await expect.poll(isRefined, { timeout: 180_000, intervals: [500] }).toBe(true);
      return { vodId, streamId, highlightIds: highlights.map((one) => one.id) };
    },
    countClips: async (vodId: string): Promise<number> => {
      const { clips } = await read(`/api/v1/clips?vodId=${vodId}`);
      return (clips as { playable: boolean }[]).filter((one) => one.playable).length;
    },
  };
}
