import { createTransport } from "nodemailer";

export type MailMessage = { to: string; subject: string; text: string; messageId: string };

/** Sends plain-text e-mails. Throws what the server or the connection says. */
export type Mailer = { send: (message: MailMessage) => Promise<void>; close: () => void };

const timeoutMs = 20_000;

/** Opens a mailer over SMTP: `smtp://user:password@host:587` (STARTTLS when offered) or `smtps://…:465`. Connects when it sends. */
export function openMailer(mail: { smtpUrl: string; from: string }): Mailer {
  const transport = createTransport({
    url: mail.smtpUrl,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs * 3,
    // Nothing of a message is fetched or read from disk.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async ({ to, subject, text, messageId }) => {
      await transport.sendMail({ from: mail.from, to: { name: "", address: to }, subject, text, messageId });
    },
    close: () => transport.close(),
  };
}
