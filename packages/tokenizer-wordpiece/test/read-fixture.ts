import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The path of a file in `test/fixtures`. */
export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
}

/** A file of answers of Hugging Face; see `fixtures/PROVENANCE.md`. */
export function readFixture<T>(name: string): T {
  return JSON.parse(readFileSync(fixturePath(name), 'utf8')) as T;
}
