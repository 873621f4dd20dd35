import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, FormatError } from '@bertsmith/tensor';
import { writeFileAtomically } from '@bertsmith/tensor/files';
import { DECISIONS_FILE } from '../training/finished-run.js';

/** Characters of a damaged field in a message. */
const LONGEST_SHOWN = 60;

interface Decisions {
  /** What was asked for, by option. */
  readonly asked: DecisionBasis['options'];
  readonly model: string;
  readonly settled: Record<string, unknown>;
}

/** What decisions hang on: options by name, and the weights of the model. */
interface DecisionBasis {
  readonly options: Readonly<Record<string, unknown>>;
  /** The hash of the parameters. */
  readonly model: string;
}

/** Something to decide. */
export interface Decision<Value> {
  decide(): Promise<Value>;
  /** Of what a file has. */
  isValid(value: unknown): value is Value;
  /** What that is, in words. */
  readonly expected: string;
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
   * @throws FormatError when the file of a run that is resumed is damaged; ConfigError when that run was asked for something else, or cut
   *   another model
   */
  static async open(output: string, { options, model }: DecisionBasis, isResumed: boolean): Promise<PruningDecisions> {
    const path = join(output, DECISIONS_FILE);
    const text = isResumed ? await readFile(path, 'utf8').catch(() => undefined) : undefined;
    const decisions = text === undefined ? { asked: options, model, settled: {} } : parse(text, path);
    requireSame(decisions.asked, options, path);
    requireSameModel(decisions, model, path);
    return new PruningDecisions(path, decisions);
  }

  /**
   * What was decided, or is now; then it is written down.
   *
   * @throws FormatError when what is in the file is nothing that could have been decided
   */
  async settle<Value>(name: string, { decide, isValid, expected }: Decision<Value>): Promise<Value> {
    const { settled } = this.#decisions;
    if (Object.hasOwn(settled, name)) {
      const value = settled[name];
      if (isValid(value)) return value;
      throw damaged(this.#path, `settled.${name}`, { expected, actual: value });
    }
    const value = await decide();
    settled[name] = value;
    await this.save();
    return value;
  }

  /** Writes down what they hang on, also where nothing was to be decided. */
  async save(): Promise<void> {
    await writeFileAtomically(this.#path, `${JSON.stringify(this.#decisions)}\n`);
  }
}

function parse(text: string, path: string): Decisions {
  const { asked, model, settled } = requireObject(parseJson(text, path), 'the file', path);
  if (typeof model !== 'string') throw damaged(path, 'model', { expected: 'a hash of weights', actual: model });
  return { asked: requireObject(asked, 'asked', path), model, settled: requireObject(settled, 'settled', path) };
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FormatError(`${path} is damaged: it is no JSON; begin again without --resume`, { path });
  }
}

function requireObject(value: unknown, field: string, path: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw damaged(path, field, { expected: 'an object', actual: value });
}

function damaged(path: string, field: string, found: { readonly expected: string; readonly actual: unknown }) {
  const message = `${path} is damaged: ${field} is ${describe(found.actual).slice(0, LONGEST_SHOWN)}, expected ${found.expected}; begin again without --resume`;
  return new FormatError(message, { path, field, ...found });
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

function requireSameModel(saved: Decisions, model: string, path: string): void {
  if (saved.model === model) return;
  throw new ConfigError(
    'cannot resume: --model has other weights than the model that was cut; resume with that one, or take another directory',
    { path, expected: saved.model, actual: model },
  );
}

function describe(value: unknown): string {
  return JSON.stringify(value) ?? 'not given';
}
