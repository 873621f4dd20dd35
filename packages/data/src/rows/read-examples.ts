/** From the rows of a table to examples: one or two texts, and what is to be learned about them. */
import type { TableRow } from '../tables/table-source.js';
import type { BadRows } from './bad-rows.js';
import { readText } from './row-fields.js';

/** Which columns have the texts, and which has the label or the score. */
export interface ExampleColumns {
  readonly text: string;
  readonly pair?: string | undefined;
  /** The label's or the score's. */
  readonly target: string;
}

/** The columns in the order in which {@link readExamples} takes their values. */
export function listColumns({ text, pair, target }: ExampleColumns): string[] {
  return pair === undefined ? [text, target] : [text, pair, target];
}

/** The texts of an example. */
export interface Texts {
  readonly text: string;
  readonly pair?: string;
}

/**
 * The examples of a table's rows, without the bad ones.
 *
 * @param readTarget the rest of an example, from the last column: its label or score
 * @throws FormatError for a bad row when the policy is `error`
 */
export function readExamples<Target extends object>(
  rows: readonly TableRow[],
  columns: ExampleColumns,
  { badRows, readTarget }: { badRows: BadRows; readTarget: (value: unknown, column: string) => Target },
): (Texts & Target)[] {
  return rows.flatMap(({ place, values }) => {
    const example = badRows.attempt(place, () => ({
      ...readTexts(values, columns),
      ...readTarget(values.at(-1), columns.target),
    }));
    return example === undefined ? [] : [example];
  });
}

function readTexts([first, second]: readonly unknown[], { text, pair }: ExampleColumns): Texts {
  const texts = { text: readText(first, text) };
  return pair === undefined ? texts : { ...texts, pair: readText(second, pair) };
}
