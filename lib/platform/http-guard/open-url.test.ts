import http, { type RequestListener } from "node:http";
import https from "node:https";
import net, { type AddressInfo, type Server } from "node:net";
import tls from "node:tls";
import { afterEach, expect, test } from "vitest";
import { AppError } from "#lib/errors.ts";
import type { FetchLimits, ResolvedAddress } from "./model.ts";
import { type GuardedRequest, openUrl } from "./open-url.ts";
import { parseFetchPolicy } from "./policy.ts";
import { requestUrl } from "./request-url.ts";
import { makeCertificate } from "./testing/make-certificate.ts";

const limits: FetchLimits = {
  maxBytes: 1_000_000,
  totalMs: 20_000,
  headersMs: 10_000,
  idleMs: 5_000,
  minBytesPerSecond: 1,
  maxRedirects: 3,
};
const address = (text: string): ResolvedAddress => ({ address: text, family: text.includes(":") ? 6 : 4 });

const open: Server[] = [];
const sockets = new Set<net.Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function listen(server: Server, host = "127.0.0.1", port = 0): Promise<number> {
  open.push(server);
  server.on("connection", (socket: net.Socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, host, resolve));
  return (server.address() as AddressInfo).port;
}
const serve = (listener: RequestListener, host?: string, port?: number) =>
  listen(http.createServer(listener), host, port);

/** A context under the strictest policy but for what `privateHosts` lets through. */
const under = (privateHosts = "", signal = new AbortController().signal) => ({
  config: { fetchPolicy: parseFetchPolicy({ privateHosts }) } as never,
  signal,
});
const ask = (url: string, more: Partial<GuardedRequest> = {}): GuardedRequest => ({ url, limits, ...more });

async function failure(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

test("an https address: the name is what the server and the certificate hear, the checked address is where it connects", async () => {
  const { cert, key } = makeCertificate("media.test");
  const heard: unknown[] = [];
  const server = https.createServer({ cert, key }, (request, response) => {
    heard.push([request.headers.host, (request.socket as tls.TLSSocket).servername, request.url]);
    response.end("hello");
  });
  const port = await listen(server);
  const known = tls.getCACertificates("default");
  const request = ask(`https://media.test.:${port}/a%20b?c=d`, { resolve: async () => [address("127.0.0.1")] });

  const untrusted = await failure(requestUrl(under("127.0.0.1"), request));
  expect(untrusted.code).toBe("address_refused");
  expect(untrusted.message).toContain("certificate");
  tls.setDefaultCACertificates([...known, cert]);
  try {
    const answer = await requestUrl(under("127.0.0.1"), request);
    expect(answer).toMatchObject({ status: 200, text: "hello" });
    expect(heard).toEqual([[`media.test:${port}`, "media.test", "/a%20b?c=d"]]);
    // The same certificate under another name is a stranger's.
    const other = await failure(requestUrl(under("127.0.0.1"), { ...request, url: `https://other.test:${port}/` }));
    expect(other.message).toContain("certificate");
  } finally {
    tls.setDefaultCACertificates(known);
  }
});

test("a name whose address changes between check and connection: one look-up, and the checked address is used", async () => {
  const hits: string[] = [];
  const listener =
    (name: string): RequestListener =>
    (_, response) => {
      hits.push(name);
      response.end(name);
    };
  const port = await serve(listener("checked"), "127.0.0.1");
  await serve(listener("rebound"), "127.0.0.2", port);
  let lookUps = 0;
  const resolve = async () => {
    lookUps += 1;
    return [address(lookUps === 1 ? "127.0.0.1" : "127.0.0.2")];
  };
  const answer = await requestUrl(under("rebind.test"), ask(`http://rebind.test:${port}/`, { resolve }));
  expect(answer.text).toBe("checked");
  expect({ hits, lookUps }).toEqual({ hits: ["checked"], lookUps: 1 });
});

test("a name with a private address beside a public one is refused before any connection", async () => {
  let hits = 0;
  const port = await serve((_, response) => {
    hits += 1;
    response.end();
  });
  const error = await failure(
    requestUrl(
      under(),
      ask(`https://mixed.test:${port}/`, { resolve: async () => [address("8.8.8.8"), address("127.0.0.1")] }),
    ),
  );
  expect(error.code).toBe("address_refused");
  expect(error.message).not.toContain("127.0.0.1");
  expect(error.details).toMatchObject({ host: "mixed.test", address: "127.0.0.1" });
  expect(hits).toBe(0);
});

test("the system's own names for this machine are refused", async () => {
  for (const url of ["https://localhost:4443/", "https://LOCALHOST.:4443/"]) {
    expect((await failure(requestUrl(under(), ask(url)))).code, url).toBe("address_refused");
  }
});

test.each([
  "http://127.0.0.1:PORT/secret",
  "https://127.0.0.1:PORT/secret",
  "https://2130706433:PORT/secret",
  "https://[::ffff:127.0.0.1]:PORT/secret",
  "http://169.254.169.254/latest/meta-data/",
  "https://169.254.169.254/latest/meta-data/",
  "https://[fd00:ec2::254]/",
  "https://10.0.0.1/",
  "https://inside.test:PORT/secret",
  "//inside.test:PORT/secret",
  "https://user:password@8.8.8.8/",
  "file:///etc/passwd",
  "gopher://127.0.0.1:PORT/_x",
])("a redirect to %s is refused at that hop", async (template) => {
  const reached: string[] = [];
  const port = await serve((request, response) => {
    reached.push(request.url ?? "");
    response.writeHead(302, { location: template.replace("PORT", String(port)) }).end();
  });
  // Only the first host may be private; the second resolves to the same server and isn't.
  const resolve = async () => [address("127.0.0.1")];
  const error = await failure(requestUrl(under("outside.test"), ask(`http://outside.test:${port}/start`, { resolve })));
  expect(error.code).toBe("address_refused");
  expect(reached).toEqual(["/start"]);
});

test("redirects are followed up to the limit, relative ones too, and headers stay with their server", async () => {
  const heard: [string, string | undefined, string | undefined][] = [];
  const port = await serve((request, response) => {
    const { host, range, authorization } = request.headers;
    heard.push([`${host} ${request.url}`, range, authorization]);
    const at = Number(new URL(request.url ?? "", "http://x").searchParams.get("n") ?? 0);
    if (request.url?.startsWith("/end")) response.end("here");
    else if (request.url?.startsWith("/other")) response.writeHead(307, { location: "/end" }).end();
    else if (request.url?.startsWith("/loop")) response.writeHead(302, { location: `/loop?n=${at + 1}` }).end();
    else response.writeHead(301, { location: `http://b.test:${port}/other` }).end();
  });
  const resolve = async () => [address("127.0.0.1")];
  const ctx = under("a.test b.test");
  const headers = { range: "bytes=5-", authorization: "Bearer secret" };
  const answer = await requestUrl(ctx, ask(`http://a.test:${port}/`, { resolve, headers }));
  expect(answer.text).toBe("here");
  expect(answer.url.href).toBe(`http://b.test:${port}/end`);
  expect(heard).toEqual([
    [`a.test:${port} /`, "bytes=5-", "Bearer secret"],
    [`b.test:${port} /other`, "bytes=5-", undefined],
    [`b.test:${port} /end`, "bytes=5-", undefined],
  ]);
  heard.length = 0;
  const error = await failure(requestUrl(ctx, ask(`http://a.test:${port}/loop`, { resolve })));
  expect(error.message).toContain("more than 3 times");
  expect(heard).toHaveLength(4);
});

test("a POST carries its body and follows no redirect", async () => {
  const bodies: string[] = [];
  const port = await serve(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    bodies.push(`${request.method} ${request.headers["content-type"]} ${body}`);
    response.writeHead(302, { location: "/again" }).end("moved");
  });
  const answer = await requestUrl(
    under("127.0.0.1"),
    ask(`http://127.0.0.1:${port}/hook`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"größe":1}',
    }),
  );
  expect(answer).toMatchObject({ status: 302, text: "moved" });
  expect(bodies).toEqual(['POST application/json {"größe":1}']);
});

test("a body larger than allowed ends at its first byte too many, declared or not", async () => {
  let sentBytes = 0;
  const port = await serve((request, response) => {
    if (request.url === "/declared") response.writeHead(200, { "content-length": "2000000" }).flushHeaders();
    else {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) sentBytes += 65_536;
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    }
  });
  for (const path of ["declared", "endless"]) {
    const error = await failure(requestUrl(under("127.0.0.1"), ask(`http://127.0.0.1:${port}/${path}`)));
    expect(error.code, path).toBe("too_large");
    expect(error.message).toContain("1.0 MB");
  }
  // What is in flight in socket buffers, not a stream without end.
  expect(sentBytes).toBeLessThan(20_000_000);
});

test("servers that stall are given up: before the headers, between bytes, and byte by byte", async () => {
  const quick = { ...limits, totalMs: 4_000, headersMs: 400, idleMs: 300, minBytesPerSecond: 10_000 };
  const timers: NodeJS.Timeout[] = [];
  const port = await serve((request, response) => {
    if (request.url === "/silent") return;
    response.writeHead(200).flushHeaders();
    if (request.url === "/stalls") response.write("some");
    if (request.url === "/drips") timers.push(setInterval(() => response.write("x"), 20));
    if (request.url === "/long") timers.push(setInterval(() => response.write("x"), 5));
  });
  const slowHeaders = await listen(
    net.createServer((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      timers.push(setInterval(() => socket.writable && socket.write("x-a: b\r\n"), 20));
    }),
  );
  const stopwatch = async (url: string, own = quick) => {
    const startedAt = performance.now();
    const error = await failure(requestUrl(under("127.0.0.1"), { url, limits: own }));
    expect(error.code, url).toBe("fetch_failed");
    return { message: error.message, ms: performance.now() - startedAt };
  };
  try {
    for (const url of [`http://127.0.0.1:${port}/silent`, `http://127.0.0.1:${slowHeaders}/`]) {
      expect((await stopwatch(url)).message).toContain("longer than 0.4 s");
    }
    for (const path of ["stalls", "drips"]) {
      const { message, ms } = await stopwatch(`http://127.0.0.1:${port}/${path}`);
      expect(message).toContain("too slowly");
      expect(ms).toBeLessThan(2_000);
    }
    const patient = { ...quick, totalMs: 700, minBytesPerSecond: 1 };
    expect((await stopwatch(`http://127.0.0.1:${port}/long`, patient)).message).toContain("longer than 0.7 s");
  } finally {
    timers.forEach(clearInterval);
  }
});

test("what isn't a whole answer fails: cut-off bodies, other protocols, endless headers, a switch of protocols", async () => {
  const say = (text: string) =>
    listen(
      net.createServer((socket) => {
        socket.once("data", () => socket.end(text));
      }),
    );
  const answers = {
    "cut off": "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this",
    "no HTTP": "SSH-2.0-OpenSSH_9.6\r\n",
    "too many headers": `HTTP/1.1 200 OK\r\n${`x-pad: ${"a".repeat(1_000)}\r\n`.repeat(40)}\r\nbody`,
    switched: "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
    nothing: "",
  };
  for (const [name, text] of Object.entries(answers)) {
    const port = await say(text);
    const error = await failure(requestUrl(under("127.0.0.1"), ask(`http://127.0.0.1:${port}/`)));
    expect(error.code, name).toBe("fetch_failed");
  }
});

test("a compressed body is handed on as it is: nothing unpacks beyond the limit", async () => {
  const port = await serve((request, response) => {
    response.writeHead(200, { "content-encoding": "gzip" }).end(request.headers["accept-encoding"]);
  });
  const answer = await requestUrl(under("127.0.0.1"), ask(`http://127.0.0.1:${port}/`));
  expect(answer.text).toBe("identity");
});

test("it stops with its caller, before and within the body", async () => {
  const port = await serve((_, response) => {
    response.writeHead(200, { "content-length": "1000" }).write("begun");
  });
  const early = new AbortController();
  early.abort();
  const url = `http://127.0.0.1:${port}/`;
  expect((await failure(requestUrl(under("127.0.0.1", early.signal), ask(url)))).code).toBe("cancelled");
  const later = new AbortController();
  const answer = await openUrl(under("127.0.0.1", later.signal), ask(url));
  expect(answer.lengthBytes).toBe(1_000);
  const reading = failure(
    (async () => {
      for await (const chunk of answer.body) if (chunk.length > 0) later.abort();
    })(),
  );
  expect((await reading).code).toBe("cancelled");
});
