"use client";
import { Film } from "lucide-react";
import { useState } from "react";

/** A 16:9 picture with a quiet stand-in while there is none. */
export function Poster({ src, alt, className = "" }: { src: string | null; alt: string; className?: string }) {
  const [failedSrc, setFailedSrc] = useState<string | null>(null);
  const isShown = src !== null && src !== failedSrc;
  return (
    <div
      className={`grid aspect-video place-items-center overflow-hidden rounded-lg bg-raised text-muted ${className}`}
    >
      {isShown ? (
        // biome-ignore lint/performance/noImgElement: frames come from our own API, at the size asked for
        <img
          src={src}
          alt={alt}
          loading="lazy"
          decoding="async"
          className="size-full object-contain"
          onError={() => setFailedSrc(src)}
        />
      ) : (
        <Film aria-hidden className="size-7" />
      )}
    </div>
  );
}
