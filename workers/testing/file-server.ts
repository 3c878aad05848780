import http from "node:http";
import type { AddressInfo } from "node:net";

export type FileServer = Awaited<ReturnType<typeof openFileServer>>;

/** A web server on this machine with one file, which it gives in parts to who goes on where they stopped. */
export async function openFileServer() {
  let file: Buffer = Buffer.alloc(0);
  const server = http.createServer((request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    const range = { "content-range": `bytes ${from}-${file.length - 1}/${file.length}` };
    const whole = { etag: '"one"', "content-length": String(file.length - from) };
    response.writeHead(from > 0 ? 206 : 200, { ...whole, ...(from > 0 ? range : {}) });
    response.end(file.subarray(from));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/video.mp4`,
    serve: (bytes: Buffer) => {
      file = bytes;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
