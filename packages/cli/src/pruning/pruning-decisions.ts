import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, FormatError } from '@bertsmith/tensor';
import { writeFileAtomically } from '@bertsmith/tensor/files';
import { DECISIONS_FILE } from '../training/finished-run.js';

interface Decisions {
  /** What was asked for, by option. */
  readonly asked: Readonly<Record<string, unknown>>;
  readonly settled: Record<string, unknown>;
}

/**
 * What was decided by measurements, which come out otherwise each time: a run that is resumed cuts its model as it was cut before.
 */
export class PruningDecisions {
  readonly #path: string;
  readonly #decisions: Decisions;

  private constructor(path: string, decisions: Decisions) {
    this.#path = path;
    this.#decisions = decisions;
  }

  /**
   * @param asked the options that decisions hang on
   * @throws FormatError when the file of a run that is resumed is damaged; ConfigError when that run was asked for something else
   */
  static async open(output: string, asked: Decisions['asked'], isResumed: boolean): Promise<PruningDecisions> {
    const path = join(output, DECISIONS_FILE);
    const text = isResumed ? await readFile(path, 'utf8').catch(() => undefined) : undefined;
    const decisions = text === undefined ? { asked, settled: {} } : parse(text, path);
    requireSame(decisions.asked, asked, path);
    return new PruningDecisions(path, decisions);
  }

  /** What was decided, or is now; then it is written down. */
  async settle<Value>(name: string, decide: () => Promise<Value>): Promise<Value> {
    const { settled } = this.#decisions;
    if (Object.hasOwn(settled, name)) return settled[name] as Value;
    const value = await decide();
    settled[name] = value;
    await writeFileAtomically(this.#path, `${JSON.stringify(this.#decisions)}\n`);
    return value;
  }
}

function parse(text: string, path: string): Decisions {
  try {
    const { asked, settled } = JSON.parse(text) as Decisions;
    if (typeof asked === 'object' && typeof settled === 'object') return { asked, settled };
  } catch {
    // Said below.
  }
  throw new FormatError(`${path} is damaged: expected what the run decided; begin again without --resume`, { path });
}

function requireSame(saved: Decisions['asked'], asked: Decisions['asked'], path: string): void {
  const name = Object.keys({ ...saved, ...asked }).find((each) => describe(saved[each]) !== describe(asked[each]));
  if (name === undefined) return;
  const [was, is] = [describe(saved[name]), describe(asked[name])];
  throw new ConfigError(
    `cannot resume: ${name} was ${was} and is ${is} now, and the model was cut by what it was; resume with the same options (--config), or take another directory`,
    { path, option: name, expected: saved[name], actual: asked[name] },
  );
}

function describe(value: unknown): string {
  return JSON.stringify(value) ?? 'not given';
}
