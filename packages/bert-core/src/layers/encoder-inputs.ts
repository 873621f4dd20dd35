import { input, type Value } from '@bertsmith/graph';

/** The inputs of every model: int32 `[batch, sequence]`. */
export interface EncoderInputs {
  readonly inputIds: Value<'int32', readonly ['batch', 'sequence']>;
  /** 1 for a token, 0 for padding. */
  readonly attentionMask: Value<'int32', readonly ['batch', 'sequence']>;
  /** 0 for the first text, 1 for the second. */
  readonly tokenTypeIds: Value<'int32', readonly ['batch', 'sequence']>;
}

/** They as inputs of a graph, under Hugging Face's names: `input_ids`, `attention_mask`, `token_type_ids`. */
export function encoderInputs(): EncoderInputs {
  return {
    inputIds: input('input_ids', 'int32', ['batch', 'sequence']),
    attentionMask: input('attention_mask', 'int32', ['batch', 'sequence']),
    tokenTypeIds: input('token_type_ids', 'int32', ['batch', 'sequence']),
  };
}
