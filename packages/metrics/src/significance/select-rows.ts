import type { PredictionsAndLabels } from '../check-pairs.js';

/** The same outcome with other rows: those listed, in that order, as often as they are listed. */
export function selectRows<Input extends PredictionsAndLabels>(input: Input, rows: ArrayLike<number>): Input {
  const select = (column: ArrayLike<unknown>) => Array.from(rows, (row) => column[row]);
  return { ...input, predictions: select(input.predictions), labels: select(input.labels) };
}
