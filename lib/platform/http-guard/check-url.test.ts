import { describe, expect, test } from "vitest";
import { AppError } from "#lib/errors.ts";
import { isPublicAddress, parseAddress } from "./address.ts";
import { checkAddresses, checkUrl } from "./check-url.ts";
import { parseFetchPolicy } from "./policy.ts";

const strict = parseFetchPolicy({});

/** What the guard says of an address as a whole: its form, then where its host leads (an address is its own). */
function judge(url: string, policy = strict, addresses?: string[]): string {
  try {
    const checked = checkUrl(url, policy);
    const found = addresses ?? [checked.host];
    checkAddresses(
      checked,
      found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      policy,
    );
    return checked.url.href;
  } catch (error) {
    if (error instanceof AppError && error.code === "address_refused") return "refused";
    throw error;
  }
}

describe("an address whose host is a number", () => {
  const refused: Record<string, string> = {
    loopback: "https://127.0.0.1/",
    "loopback, short": "https://127.1/",
    "loopback, decimal": "https://2130706433/",
    "loopback, octal": "https://0177.0.0.01/",
    "loopback, hexadecimal": "https://0x7f000001/",
    "loopback, mixed": "https://0x7f.0.1/",
    "loopback, percent-encoded": "https://%31%32%37.0.0.1/",
    "loopback, full-width digits": "https://１２７.０.０.１/",
    "loopback, circled digits": "https://①②⑦.0.0.1/",
    "loopback, ideographic stops": "https://127。0。0。1/",
    "loopback, trailing dot": "https://127.0.0.1./",
    "the unspecified address": "https://0.0.0.0/",
    "the unspecified address, short": "https://0/",
    "a cloud's metadata": "https://169.254.169.254/latest/meta-data/",
    "a cloud's metadata, decimal": "https://2852039166/",
    "a cloud's metadata, octal": "https://0251.0376.0251.0376/",
    "a cloud's metadata on a public address": "https://168.63.129.16/",
    "a cloud's metadata in carrier space": "https://100.100.100.200/",
    "10/8": "https://10.0.0.1/",
    "172.16/12, its end": "https://172.31.255.255/",
    "192.168/16": "https://192.168.1.1/",
    "carrier-grade NAT": "https://100.64.0.1/",
    "carrier-grade NAT, its end": "https://100.127.255.255/",
    benchmarks: "https://198.19.0.1/",
    documentation: "https://203.0.113.5/",
    "protocol assignments": "https://192.0.0.192/",
    multicast: "https://224.0.0.1/",
    "multicast, its end": "https://239.255.255.255/",
    reserved: "https://240.0.0.1/",
    broadcast: "https://255.255.255.255/",
    "IPv6 loopback": "https://[::1]/",
    "IPv6 loopback, written out": "https://[0:0:0:0:0:0:0:1]/",
    "IPv6 unspecified": "https://[::]/",
    "IPv4-mapped loopback": "https://[::ffff:127.0.0.1]/",
    "IPv4-mapped loopback, hexadecimal": "https://[::ffff:7f00:1]/",
    "IPv4-mapped private": "https://[::ffff:10.0.0.1]/",
    "IPv4-compatible loopback": "https://[::127.0.0.1]/",
    "IPv4-compatible public": "https://[::8.8.8.8]/",
    "NAT64 loopback": "https://[64:ff9b::127.0.0.1]/",
    "NAT64 metadata": "https://[64:ff9b::a9fe:a9fe]/",
    "NAT64 of one network": "https://[64:ff9b:1::8.8.8.8]/",
    "6to4 of loopback": "https://[2002:7f00:1::]/",
    Teredo: "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
    "link-local": "https://[fe80::1]/",
    "link-local with a zone": "https://[fe80::1%25eth0]/",
    "a zone on a public address": "https://[2606:4700::1111%25eth0]/",
    "unique local": "https://[fd00:ec2::254]/",
    "site-local": "https://[fec0::1]/",
    "IPv6 multicast": "https://[ff02::1]/",
    "IPv6 documentation": "https://[2001:db8::1]/",
    "IPv6 documentation, newer": "https://[3fff::1]/",
    "discard-only": "https://[100::1]/",
    "segment routing": "https://[5f00::1]/",
    unassigned: "https://[4000::1]/",
  };
  test.each(Object.entries(refused))("%s is refused", (_, url) => {
    expect(judge(url)).toBe("refused");
  });

  const taken: Record<string, string> = {
    "https://8.8.8.8/a": "https://8.8.8.8/a",
    "https://134744072/": "https://8.8.8.8/",
    "https://172.32.0.1/": "https://172.32.0.1/",
    "https://100.128.0.1/": "https://100.128.0.1/",
    "https://[2606:4700:4700::1111]/": "https://[2606:4700:4700::1111]/",
    "https://[::ffff:8.8.8.8]/": "https://[::ffff:808:808]/",
    "https://[64:ff9b::8.8.8.8]/": "https://[64:ff9b::808:808]/",
  };
  test.each(Object.entries(taken))("%s is public", (url, as) => {
    expect(judge(url)).toBe(as);
  });
});

describe("the form of an address", () => {
  const refused: Record<string, string> = {
    http: "http://8.8.8.8/",
    ftp: "ftp://8.8.8.8/",
    file: "file:///etc/passwd",
    "file with a host": "file://8.8.8.8/etc/passwd",
    gopher: "gopher://8.8.8.8:70/",
    data: "data:text/plain,x",
    javascript: "javascript:alert(1)",
    "no scheme": "8.8.8.8/video.mp4",
    "no host": "https:///",
    "a user name": "https://user@8.8.8.8/",
    "a user name and password": "https://user:password@8.8.8.8/",
    "only a password": "https://:password@8.8.8.8/",
    "a name that looks like the host": "https://8.8.8.8@127.0.0.1/",
    "a host behind a fragment": "https://127.0.0.1#@8.8.8.8/",
    "a host behind a query": "https://127.0.0.1?@8.8.8.8/",
    "SSH's port": "https://8.8.8.8:22/",
    "SMTP's port": "https://8.8.8.8:25/",
    "port 0": "https://8.8.8.8:0/",
    "a line break in the host": "https://8.8.8.8%0d%0aHost:%20x/",
    "an endless address": `https://8.8.8.8/${"a".repeat(5_000)}`,
  };
  test.each(Object.entries(refused))("%s is refused", (_, url) => {
    expect(judge(url)).toBe("refused");
  });

  test("what it means is what is fetched", () => {
    expect(judge("HTTPS://8.8.8.8:443/a?b=c#d")).toBe("https://8.8.8.8/a?b=c");
    expect(judge("https://8.8.8.8:8443/a")).toBe("https://8.8.8.8:8443/a");
    expect(judge("https://ExAmPlE.com./a", strict, ["8.8.8.8"])).toBe("https://example.com/a");
    expect(judge("https:\\\\example.com\\a", strict, ["8.8.8.8"])).toBe("https://example.com/a");
    expect(judge("https://8.8.8.8\\@127.0.0.1/")).toBe("https://8.8.8.8/@127.0.0.1/");
    expect(judge("\thttps://example.com/\na", strict, ["8.8.8.8"])).toBe("https://example.com/a");
  });

  test("refusals repeat nothing of path and query, which may hold secrets", () => {
    const secret = "https://user:hunter2@example.com/sec-path?sig=sec-query";
    expect(() => checkUrl(secret, strict)).toThrow(/^(?!.*(hunter2|sec-path|sec-query)).*$/s);
  });
});

describe("where a name leads", () => {
  test("every address has to be public", () => {
    expect(judge("https://example.com/", strict, ["8.8.8.8", "2606:4700::1111"])).not.toBe("refused");
    expect(judge("https://example.com/", strict, ["8.8.8.8", "10.0.0.1"])).toBe("refused");
    expect(judge("https://example.com/", strict, ["127.0.0.1"])).toBe("refused");
    expect(judge("https://example.com/", strict, ["8.8.8.8", "::ffff:127.0.0.1"])).toBe("refused");
    expect(judge("https://example.com/", strict, ["fe80::1%eth0"])).toBe("refused");
    expect(judge("https://example.com/", strict, [])).toBe("refused");
  });

  test("the operator's list narrows it", () => {
    const listed = parseFetchPolicy({ onlyHosts: "media.example.com, *.example.org" });
    expect(judge("https://media.example.com/", listed, ["8.8.8.8"])).not.toBe("refused");
    expect(judge("https://MEDIA.example.com./", listed, ["8.8.8.8"])).not.toBe("refused");
    expect(judge("https://a.b.example.org/", listed, ["8.8.8.8"])).not.toBe("refused");
    expect(judge("https://example.org/", listed, ["8.8.8.8"])).toBe("refused");
    expect(judge("https://notexample.org/", listed, ["8.8.8.8"])).toBe("refused");
    expect(judge("https://media.example.com.evil.test/", listed, ["8.8.8.8"])).toBe("refused");
    expect(judge("https://media.example.com/", listed, ["10.0.0.1"])).toBe("refused");
    expect(judge("https://8.8.8.8/", listed)).toBe("refused");
  });

  test("the operator's exceptions widen it, and only for themselves", () => {
    const lan = parseFetchPolicy({ privateHosts: "nas.lan 10.1.0.0/16 fd12::/16" });
    expect(judge("http://nas.lan:81/a", lan, ["192.168.1.5"])).not.toBe("refused");
    expect(judge("https://nas.lan/a", lan, ["192.168.1.5"])).not.toBe("refused");
    expect(judge("http://10.1.2.3/", lan)).not.toBe("refused");
    expect(judge("http://[fd12::1]/", lan)).not.toBe("refused");
    expect(judge("https://example.com/", lan, ["10.1.2.3"])).not.toBe("refused");
    expect(judge("https://example.com/", lan, ["10.1.2.3", "10.2.2.3"])).toBe("refused");
    expect(judge("http://example.com/", lan, ["10.1.2.3"])).toBe("refused");
    expect(judge("https://10.2.0.1/", lan)).toBe("refused");
    expect(judge("https://other.lan/", lan, ["192.168.1.5"])).toBe("refused");
  });

  test("settings that can't be read are named", () => {
    expect(() => parseFetchPolicy({ privateHosts: "10.0.0.0/33" })).toThrow('"10.0.0.0/33"');
    expect(() => parseFetchPolicy({ privateHosts: "https://nas.lan" })).toThrow('"https://nas.lan"');
    expect(() => parseFetchPolicy({ onlyHosts: "10.0.0.1" })).toThrow('"10.0.0.1"');
    expect(() => parseFetchPolicy({ onlyHosts: "*" })).toThrow('"*"');
  });
});

test("addresses that aren't ones have no bytes", () => {
  for (const text of ["", "localhost", "1.2.3", "01.2.3.4", "1.2.3.4.", "::1%lo", "[::1]", "1.2.3.4/8"]) {
    expect(parseAddress(text), text).toBeNull();
  }
  expect(isPublicAddress(parseAddress("1.1.1.1")!)).toBe(true);
});
