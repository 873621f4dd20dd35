/** Run by `write-file-atomically.test.ts` where a megabyte does not fit; prints what happened and what is there then. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { OutputError } from '../src/errors/error-classes.js';
import { writeFileAtomically } from '../src/files/write-file-atomically.js';

async function main(path: string): Promise<void> {
  const error: unknown = await writeFileAtomically(path, new Uint8Array(2 ** 20)).catch((failure: unknown) => failure);
  const systemCode = OutputError.isInstance(error) ? error.details.systemCode : String(error);
  const content = readFileSync(path, 'utf8');
  console.log(JSON.stringify({ systemCode, content, names: readdirSync(dirname(path)) }));
}

await main(process.argv[2] ?? '');
