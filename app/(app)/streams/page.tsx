import type { Metadata } from "next";
export const metadata: Metadata = { title: "Streams" };
export default function StreamsPage() {
  return <p>hello</p>;
}
