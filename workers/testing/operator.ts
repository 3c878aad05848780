import http from "node:http";
import type { AddressInfo } from "node:net";
import { openSmtpSink } from "#lib/platform/testing/smtp-sink.ts";

export type Operator = Awaited<ReturnType<typeof openOperator>>;

/** Who is told: a mail server and a webhook on this machine that keep what arrives, and the settings that lead there. */
export async function openOperator() {
  const sink = await openSmtpSink();
  const posts: string[] = [];
  const server = http.createServer((request, response) => {
    posts.push(String(request.headers["idempotency-key"]));
    request.resume();
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    mails: sink.mails,
    /** The idempotency keys of what the webhook got. */
    posts,
    settings: {
      SMTP_URL: sink.url,
      MAIL_FROM: "vods@example.com",
      ALERT_EMAIL: "operator@example.com",
      ALERT_WEBHOOK_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
      FETCH_PRIVATE_HOSTS: "127.0.0.1",
    },
    close: async () => {
      await sink.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
