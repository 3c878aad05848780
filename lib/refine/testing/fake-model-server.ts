import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";

/** One request as it arrived. */
export type ModelRequest = {
  path: string;
  headers: http.IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of several providers
  body: any;
  /** The user message's text: the evidence. */
  prompt: string;
};

/** What the server does with one request. */
export type ModelBehaviour =
  | { kind: "answer"; value: unknown; finish?: "stop" | "length" | "refusal" | "continuation" }
  | { kind: "text"; text: string }
  | { kind: "status"; status: number; headers?: Record<string, string>; message?: string }
  | { kind: "raw"; body: string }
  | { kind: "hang" }
  | { kind: "drop" };

export type FakeModelServer = Awaited<ReturnType<typeof startFakeModelServer>>;

/** What an answer of this server costs in tokens, as it bills it. */
export const billed = { input: 1_200, audioInput: 320, output: 90 };

/**
 * A local server that speaks Gemini's `generateContent` below `/v1beta` and OpenAI's chat completions below `/v1`.
 * `behave` decides each answer; without one it takes up what the evidence says of the present bounds.
 */
export async function startFakeModelServer() {
  const requests: ModelRequest[] = [];
  const open = new Set<http.ServerResponse>();
  let behave: (request: ModelRequest, count: number) => ModelBehaviour | Promise<ModelBehaviour> = (request) => ({
    kind: "answer",
    value: sensibleAnswer(request.prompt),
  });
  let answeredCount = 0;
  const server = http.createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    const isGemini = incoming.url?.includes(":generateContent") === true;
    const prompt = isGemini ? geminiText(body) : openAiText(body);
    const request = { path: incoming.url ?? "", headers: incoming.headers, body, prompt };
    requests.push(request);
    const behaviour = await behave(request, requests.length);
    open.add(response);
    response.on("close", () => open.delete(response));
    if (behaviour.kind === "hang") return;
    if (behaviour.kind === "drop") return response.destroy();
    if (behaviour.kind === "status") {
      response.writeHead(behaviour.status, { "content-type": "application/json", ...behaviour.headers });
      return response.end(JSON.stringify(errorBody(isGemini, behaviour.status, behaviour.message ?? "no")));
    }
    answeredCount += 1;
    response.writeHead(200, { "content-type": "application/json" });
    if (behaviour.kind === "raw") return response.end(behaviour.body);
    const text = behaviour.kind === "text" ? behaviour.text : JSON.stringify(behaviour.value);
    const finish = behaviour.kind === "text" ? "stop" : (behaviour.finish ?? "stop");
    return response.end(JSON.stringify(isGemini ? geminiBody(text, finish) : openAiBody(text, finish)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    geminiUrl: `${origin}/v1beta`,
    openAiUrl: `${origin}/v1`,
    requests,
    /** Requests that were answered with a model's words: what a provider charges for. */
    answered: () => answeredCount,
    behave: (next: typeof behave) => {
      behave = next;
    },
    reset: () => {
      requests.length = 0;
      answeredCount = 0;
      behave = (request) => ({ kind: "answer", value: sensibleAnswer(request.prompt) });
    },
    close: async () => {
      for (const response of open) response.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** An answer inside the window that moves the present bounds by a second, as long as no answer came before. */
export function sensibleAnswer(prompt: string) {
  const evidence = JSON.parse(prompt) as {
    current: { startSeconds: number; endSeconds: number };
    previousAnswer: unknown;
  };
  const step = evidence.previousAnswer === null ? 1 : 0;
  return {
    startSeconds: evidence.current.startSeconds + step,
    endSeconds: evidence.current.endSeconds - step,
    isClipable: true,
    confidence: 0.8,
    reason: "Something happens.",
    title: "The jump",
    tags: ["jump"],
  };
}

type Parts = { text?: string }[];

const geminiText = (body: { contents: { parts: Parts }[] }): string =>
  body.contents.flatMap((content) => content.parts.map((part) => part.text ?? "")).join("");

function openAiText(body: { messages: { role: string; content: string | Parts }[] }): string {
  const user = body.messages.find((message) => message.role === "user");
  return typeof user?.content === "string"
    ? user.content
    : (user?.content ?? []).map((part) => part.text ?? "").join("");
}

const errorBody = (isGemini: boolean, status: number, message: string) =>
  isGemini
    ? { error: { code: status, message, status: "FAILED" } }
    : { error: { message, type: "invalid_request_error", param: null, code: null } };

const geminiBody = (text: string, finish: string) => ({
  candidates:
    finish === "refusal"
      ? []
      : [
          {
            content: { role: "model", parts: [{ text }] },
            finishReason: { length: "MAX_TOKENS", continuation: "CONTINUATION" }[finish] ?? "STOP",
            ...(finish === "continuation" ? { continuationToken: "more" } : {}),
            index: 0,
          },
        ],
  ...(finish === "refusal" ? { promptFeedback: { blockReason: "PROHIBITED_CONTENT" } } : {}),
  usageMetadata: {
    promptTokenCount: billed.input,
    candidatesTokenCount: billed.output,
    totalTokenCount: billed.input + billed.output,
    promptTokensDetails: [
      { modality: "TEXT", tokenCount: billed.input - billed.audioInput },
      { modality: "AUDIO", tokenCount: billed.audioInput },
    ],
  },
  modelVersion: "fake",
});

const openAiBody = (text: string, finish: string) => ({
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1_700_000_000,
  model: "fake",
  choices: [
    {
      index: 0,
      message:
        finish === "refusal"
          ? { role: "assistant", content: null, refusal: "I can't help with that." }
          : { role: "assistant", content: text },
      finish_reason: finish === "length" ? "length" : "stop",
    },
  ],
  usage: {
    prompt_tokens: billed.input,
    completion_tokens: billed.output,
    total_tokens: billed.input + billed.output,
    prompt_tokens_details: { audio_tokens: billed.audioInput },
  },
});
