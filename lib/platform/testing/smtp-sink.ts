import { once } from "node:events";
import net, { type AddressInfo, type Socket } from "node:net";

export type SunkMail = { from: string; to: string[]; headers: Record<string, string>; text: string };

/** What the next message meets: taken, refused for now (451), or cut off before the server's answer. */
export type SinkMood = "take" | "refuse" | "hang up";

/** A mail server on this machine that keeps what it is sent (RFC 5321, as much of it as sending plain text takes). */
export async function openSmtpSink(): Promise<{
  url: string;
  mails: SunkMail[];
  /** For the messages to come, one each; `take` after that. */
  moods: SinkMood[];
  close: () => Promise<void>;
}> {
  const mails: SunkMail[] = [];
  const moods: SinkMood[] = [];
  const open = new Set<Socket>();
  const server = net.createServer((socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => {});
    talk(socket, mails, moods);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    moods,
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function talk(socket: Socket, mails: SunkMail[], moods: SinkMood[]): void {
  let buffered = "";
  let inData = false;
  let mail = { from: "", to: [] as string[] };
  const say = (line: string) => socket.write(`${line}\r\n`);
  const take = (data: string) => {
    const mood = moods.shift() ?? "take";
    if (mood === "refuse") return say("451 4.3.0 Try again later");
    mails.push({ ...mail, ...parse(data) });
    mail = { from: "", to: [] };
    if (mood === "hang up") return socket.destroy();
    say("250 2.0.0 Taken");
  };
  const command = (line: string) => {
    const [verb = ""] = line.toUpperCase().split(" ");
    if (verb === "EHLO" || verb === "HELO") say("250 sink");
    else if (verb === "MAIL") {
      mail = { from: addressOf(line), to: [] };
      say("250 2.1.0 Ok");
    } else if (verb === "RCPT") {
      mail.to.push(addressOf(line));
      say("250 2.1.5 Ok");
    } else if (verb === "DATA") {
      inData = true;
      say("354 Go on");
    } else if (verb === "QUIT") socket.end("221 2.0.0 Bye\r\n");
    else say("250 2.0.0 Ok");
  };
  say("220 sink ESMTP");
  socket.on("data", (chunk) => {
    buffered += chunk.toString("utf8");
    for (;;) {
      const end = inData ? buffered.indexOf("\r\n.\r\n") : buffered.indexOf("\r\n");
      if (end < 0) return;
      const part = buffered.slice(0, end);
      buffered = buffered.slice(end + (inData ? 5 : 2));
      if (!inData) {
        command(part);
        continue;
      }
      inData = false;
      take(part);
    }
  });
}

const addressOf = (line: string): string => /<([^>]*)>/.exec(line)?.[1] ?? "";

function parse(data: string): Pick<SunkMail, "headers" | "text"> {
  const [head = "", ...body] = data.split("\r\n\r\n");
  const lines = head.replace(/\r\n[ \t]+/g, " ").split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  const raw = body.join("\r\n\r\n");
  const isQuoted = headers["content-transfer-encoding"] === "quoted-printable";
  return { headers, text: isQuoted ? unquote(raw) : raw };
}

/** Quoted-printable (RFC 2045) to text. */
const unquote = (text: string): string => {
  const bytes = text
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
};
