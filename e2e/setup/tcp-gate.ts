import net, { type AddressInfo } from "node:net";

/**
 * A way to a server on this machine that can be shut: connections break and new ones are refused, as when the server was
 * stopped. Opened again it is where it was.
 */
export async function openTcpGate(target: { host: string; port: number }) {
  const open = new Set<net.Socket>();
  const keep = (socket: net.Socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  };
  const connect = (socket: net.Socket) => {
    const onward = net.connect(target.port, target.host);
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      keep(one);
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
      one.pipe(other);
    }
  };
  const listen = (server: net.Server, port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => resolve());
    });
  let server = net.createServer(connect);
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  const shut = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of open) socket.destroy();
    await closed;
  };
  return {
    port,
    shut,
    open: async () => {
      server = net.createServer(connect);
      await listen(server, port);
    },
    close: async () => {
      if (server.listening) await shut();
    },
  };
}
