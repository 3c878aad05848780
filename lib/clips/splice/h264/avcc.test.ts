import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildAvcConfig, findFreeSetId, haveSameShape, parseAvcConfig } from "./avcc.ts";
import { readBits, unescapeNal } from "./bit-reader.ts";
import { parsePpsIds, parseSps } from "./parse-sps.ts";
import { walkNals } from "./walk-nals.ts";
