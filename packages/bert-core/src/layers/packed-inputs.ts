/**
 * Rows that hold several short examples instead of one and padding.
 *
 * A token attends to those of its own example alone (a block-diagonal mask), and positions begin anew with each example, so that loss and
 * gradients are those of the same examples in rows of their own (M. M. Krell, M. Kosec, S. P. Perez, A. Fitzgibbon, "Efficient sequence
 * packing without cross-contamination", 2021, section 3.2). In `attention_mask` stands the number of an example in its row instead of 1:
 * `[1, 1, 1, 2, 2, 0]` is a row of an example of three tokens, one of two, and padding.
 */
import { add, cast, equal, gather, multiply, reshape, scalar, subtract, type Value } from '@bertsmith/graph';
import { ConfigError } from '@bertsmith/tensor';
import { type AttentionBias, LOWEST_FLOAT32 } from './attention-bias.js';
import type { HiddenStates, Tokens } from './layer-context.js';

/** What a graph on packed rows reads beside the other inputs. */
export interface PackedInputs {
  /** `position_ids`: the place of each token in its example, from 0. */
  readonly positionIds: Value<'int32', readonly ['batch', 'sequence']>;
  /**
   * `example_starts`: the place of each example's first token in the batch, `row * sequence + column`; -1 for entries that only fill up,
   * which no loss counts. Only heads that look at first tokens read it.
   */
  readonly exampleStarts: Value<'int32', readonly ['examples']>;
}

/** Whether two tokens of a row are of different examples: 0 if not, the lowest number if so; `[batch, 1, sequence, sequence]`. */
export function packedAttentionBias(exampleNumbers: Value<'int32', readonly ['batch', 'sequence']>): AttentionBias {
  const numbers = exampleNumbers as Value<'int32'>;
  const ofQueries = reshape(numbers, ['batch', 1, 'sequence', 1]) as Value<'int32'>;
  const ofKeys = reshape(numbers, ['batch', 1, 1, 'sequence']) as Value<'int32'>;
  const isSame = cast(equal(ofQueries, ofKeys), 'float32') as Value<'float32'>;
  const isOther = subtract(scalar('float32', 1) as Value<'float32'>, isSame);
  return multiply(isOther, LOWEST_FLOAT32) as Value as AttentionBias;
}

/** The row of each example's first token: from `[batch * sequence, width]` to `[examples, width]`. */
export function exampleRows(hidden: HiddenStates<Tokens>, { exampleStarts }: PackedInputs): HiddenStates<'examples'> {
  // What fills up reads the first row, and no loss counts it.
  const rows = add(exampleStarts as Value<'int32'>, cast(isFilling(exampleStarts), 'int32') as Value<'int32'>);
  return gather(hidden as Value<'float32'>, rows) as Value as HiddenStates<'examples'>;
}

/** 1 for an example, 0 for what only fills up: `[examples, 1]`. */
export function isExample({ exampleStarts }: PackedInputs): Value<'float32'> {
  const filling = reshape(cast(isFilling(exampleStarts), 'float32'), ['examples', 1]) as Value<'float32'>;
  return subtract(scalar('float32', 1) as Value<'float32'>, filling);
}

/** @throws ConfigError when rows are packed; for heads that want each text in a row of its own */
export function refusePackedRows({ packed }: { readonly packed?: PackedInputs }, reason: string): void {
  if (packed === undefined) return;
  throw new ConfigError(`this head cannot learn from packed rows: ${reason}; train it without packing`, { reason });
}

function isFilling(exampleStarts: Value): Value<'bool'> {
  return equal(exampleStarts as Value<'int32'>, scalar('int32', -1) as Value<'int32'>);
}
