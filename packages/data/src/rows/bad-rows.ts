/**
 * What becomes of rows that cannot be used: the first one ends the reading, or all are left out, counted and reported.
 *
 * A parser of one row calls {@link rejectRow} and knows neither the file nor the policy; the reader of the file runs it
 * under {@link BadRows.attempt}, which knows both.
 */
import { ConfigError, FormatError } from '@bertsmith/tensor';
import type { BadRowPolicy, RowPlace, SkippedRow } from '../tasks/task.js';

const POLICIES: readonly BadRowPolicy[] = ['error', 'skip'];

/** Thrown by {@link rejectRow}, and caught by {@link BadRows.attempt}. */
class RowProblem extends Error {
  constructor(
    message: string,
    readonly at: Omit<RowPlace, 'path'>,
  ) {
    super(message);
  }
}

/**
 * Ends the parsing of a row.
 *
 * @param problem what is wrong, in words: what was expected, what was found
 * @param at where in the row, if that is not where the row is
 */
export function rejectRow(problem: string, at: Omit<RowPlace, 'path'> = {}): never {
  throw new RowProblem(problem, at);
}

/** The rows that one reading left out, under its policy. */
export class BadRows {
  readonly #policy: BadRowPolicy;
  readonly #skipped: SkippedRow[] = [];

  /** @throws ConfigError for a policy that is none */
  constructor(policy: BadRowPolicy = 'error') {
    if (!POLICIES.includes(policy)) {
      const expected = POLICIES.map((name) => `'${name}'`).join(' or ');
      throw new ConfigError(`onBadRow is '${policy}', expected ${expected}`, { onBadRow: policy });
    }
    this.#policy = policy;
  }

  /** What was left out so far, in the order of reading. */
  get skipped(): readonly SkippedRow[] {
    return this.#skipped;
  }

  /**
   * The row that `parse` makes; nothing when it rejects it and the policy is `skip`.
   *
   * @throws FormatError with the place when it rejects it and the policy is `error`
   */
  attempt<Row>(place: RowPlace, parse: () => Row): Row | undefined {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      this.#report({ ...place, ...error.at }, error.message);
      return undefined;
    }
  }

  #report(place: RowPlace, reason: string): void {
    if (this.#policy === 'error') {
      const advice = "correct it, or leave such rows out (onBadRow: 'skip')";
      throw new FormatError(`${formatPlace(place)}: ${reason}; ${advice}`, { ...place, reason });
    }
    this.#skipped.push({ ...place, reason });
  }
}

/** A place as messages begin with it: `data.tsv:3`, `train.json $.data[0]`. */
export function formatPlace({ path, line, place }: RowPlace): string {
  return (line === undefined ? path : `${path}:${line}`) + (place === undefined ? '' : ` ${place}`);
}
