import { input, type Value } from '@bertsmith/graph';
import type { PackedInputs } from './packed-inputs.js';

/** The inputs of every model: int32 `[batch, sequence]`. */
export interface EncoderInputs {
  readonly inputIds: Value<'int32', readonly ['batch', 'sequence']>;
  /** 1 for a token, 0 for padding. Where rows are packed: the number, from 1, of the example of its row that a token belongs to. */
  readonly attentionMask: Value<'int32', readonly ['batch', 'sequence']>;
  /** 0 for the first text, 1 for the second. */
  readonly tokenTypeIds: Value<'int32', readonly ['batch', 'sequence']>;
  /** There when a row holds several examples. */
  readonly packed?: PackedInputs;
}

/**
 * They as inputs of a graph, under Hugging Face's names: `input_ids`, `attention_mask`, `token_type_ids`.
 *
 * @param options.packed whether rows hold several examples; then there are also `position_ids` and `example_starts`
 */
export function encoderInputs({ packed = false }: { readonly packed?: boolean | undefined } = {}): EncoderInputs {
  return {
    inputIds: input('input_ids', 'int32', ['batch', 'sequence']),
    attentionMask: input('attention_mask', 'int32', ['batch', 'sequence']),
    tokenTypeIds: input('token_type_ids', 'int32', ['batch', 'sequence']),
    ...(packed && {
      packed: {
        positionIds: input('position_ids', 'int32', ['batch', 'sequence']),
        exampleStarts: input('example_starts', 'int32', ['examples']),
      },
    }),
  };
}
