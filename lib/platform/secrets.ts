import type { Config } from "#lib/config.ts";

/** The secrets this process was given, whole and as they stand within addresses: for texts that must not hold them. */
export function secretsOf(config: Config): string[] {
  const given = [
    ...inAddress(config.databaseUrl),
    config.authSecret,
    config.s3?.secretAccessKey,
    config.s3?.accessKeyId,
    config.llm?.apiKey,
    config.twitch?.clientSecret,
    config.metricsToken,
    // Who knows a webhook's address may write to it.
    config.alerts.webhookUrl,
    ...inAddress(config.mail?.smtpUrl),
  ];
  return given.filter((secret) => secret !== undefined && secret !== "") as string[];
}

/** An address with credentials, and its password as it stands there and as it is meant. */
function inAddress(address: string | undefined): (string | undefined)[] {
  if (address === undefined || !URL.canParse(address)) return [address];
  const { username, password } = new URL(address);
  if (password === "") return username === "" ? [] : [address];
  return [address, password, decodeURIComponent(password)];
}
