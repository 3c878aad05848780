import { generateKeyPairSync, sign } from "node:crypto";

/** One element of DER: its tag, its length, its contents. */
function der(tag: number, ...contents: (Buffer | number[])[]): Buffer {
  const body = Buffer.concat(contents.map((one) => Buffer.from(one)));
  const length =
    body.length < 128
      ? [body.length]
      : body.length < 256
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

const time = (date: Date) => der(0x17, Buffer.from(`${date.toISOString().replace(/[-:T]/g, "").slice(2, 14)}Z`));
const oid = (hex: string) => der(0x06, Buffer.from(hex, "hex"));
const ecdsaWithSha256 = der(0x30, oid("2a8648ce3d040302"));
const subjectAlternativeName = "551d11";

/** A certificate for `name`, valid for a day and signed by itself, and its key. */
export function makeCertificate(name: string): { cert: string; key: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const subject = der(0x30, der(0x31, der(0x30, oid("550403"), der(0x0c, Buffer.from(name)))));
  const day = 86_400_000;
  const names = der(0x30, der(0x82, Buffer.from(name)));
  const facts = der(
    0x30,
    der(0xa0, der(0x02, [2])),
    der(0x02, [1]),
    ecdsaWithSha256,
    subject,
    der(0x30, time(new Date(Date.now() - day)), time(new Date(Date.now() + day))),
    subject,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, der(0x30, der(0x30, oid(subjectAlternativeName), der(0x04, names)))),
  );
  const signature = sign("sha256", facts, privateKey);
  const whole = der(0x30, facts, ecdsaWithSha256, der(0x03, [0], signature));
  const lines = whole.toString("base64").match(/.{1,64}/g)!;
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
  };
}
