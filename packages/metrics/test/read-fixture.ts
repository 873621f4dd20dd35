import { readFileSync } from 'node:fs';

/** Figures that another program gave; see fixtures/PROVENANCE.md. */
export function readFixture<Content>(name: string): Content {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')) as Content;
}

/** The same few float64 operations in another order; anything beyond rounding is a difference in definition. */
export const TOLERANCE = 1e-9;
