import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FormatError } from '@bertsmith/tensor';
import { writeFileAtomically } from '@bertsmith/tensor/files';
import { DECISIONS_FILE } from '../training/finished-run.js';

/**
 * What was decided by measurements, which come out otherwise each time: a run that is resumed cuts its model as it was cut before.
 */
export class PruningDecisions {
  readonly #path: string;
  readonly #settled: Record<string, unknown>;

  private constructor(path: string, settled: Record<string, unknown>) {
    this.#path = path;
    this.#settled = settled;
  }

  /** @throws FormatError when the file of a run that is resumed is damaged */
  static async open(output: string, isResumed: boolean): Promise<PruningDecisions> {
    const path = join(output, DECISIONS_FILE);
    const text = isResumed ? await readFile(path, 'utf8').catch(() => '{}') : '{}';
    return new PruningDecisions(path, parse(text, path));
  }

  /** What was decided, or is now; then it is written down. */
  async settle<Value>(name: string, decide: () => Promise<Value>): Promise<Value> {
    if (Object.hasOwn(this.#settled, name)) return this.#settled[name] as Value;
    const value = await decide();
    this.#settled[name] = value;
    await writeFileAtomically(this.#path, `${JSON.stringify(this.#settled)}\n`);
    return value;
  }
}

function parse(text: string, path: string): Record<string, unknown> {
  try {
    const settled: unknown = JSON.parse(text);
    if (typeof settled === 'object' && settled !== null && !Array.isArray(settled)) return { ...settled };
  } catch {
    // Said below.
  }
  throw new FormatError(
    `${path} is damaged: expected an object of what the run decided; begin again without --resume`,
    {
      path,
    },
  );
}
