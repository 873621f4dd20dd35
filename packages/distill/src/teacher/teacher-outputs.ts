import type { Batch } from '@bertsmith/data';
import type { Graph } from '@bertsmith/graph';
import { ConfigError, type Tensor } from '@bertsmith/tensor';

/** What a teacher says of a batch, wherever it comes from. */
export interface TeacherOutputs {
  /** By the names of the teacher's outputs, in the shapes of its graph. */
  of(batch: Batch): Promise<ReadonlyMap<string, Tensor>>;
  dispose(): Promise<void>;
}

/** An output of the teacher, as it is kept by row. */
export interface OutputLayout {
  readonly name: string;
  /** Whether there are numbers for each row, or for each of its tokens. */
  readonly per: 'row' | 'token';
  /** Of a row or a token. */
  readonly width: number;
  /** Whether the width is an axis of its own, and not left out because it is 1. */
  readonly hasAxis: boolean;
}

/**
 * How the outputs of a teacher's graph are kept: `[batch, width]` by row, `[batch, sequence, width]` and `[batch, sequence]` by token.
 *
 * @throws ConfigError for what hangs on more than the row: words that are masked anew in each epoch
 */
export function outputLayouts({ outputs }: Graph): OutputLayout[] {
  return Array.from(outputs, ([name, { shape }]) => {
    const [first, second, third] = shape;
    if (first === 'predictions') {
      throw new ConfigError(
        `distillation: '${name}' cannot be kept from epoch to epoch, since other words are masked in each: take cache 'none'`,
        { name },
      );
    }
    if (second !== 'sequence') return { name, per: 'row', width: second as number, hasAxis: true };
    return { name, per: 'token', width: (third ?? 1) as number, hasAxis: third !== undefined };
  });
}
