/**
 * How the hidden states of a corpus lie in a safetensors file.
 *
 * | tensor | dtype, shape | what it is |
 * |---|---|---|
 * | `hidden_states` | float32 `[tokens, layers, hiddenSize]` | of all tokens of all texts, one behind the other |
 * | `input_ids` | int32 `[tokens]` | their ids, special tokens included |
 * | `text_ends` | int64 `[texts]` | where each text ends: text `n` has the tokens from `text_ends[n - 1]` (0 for the first) to before `text_ends[n]` |
 *
 * The metadata has `layers`: the numbers of the hidden states, in the order of that dimension, `0,6`. So one text's states are one stretch of
 * the file, and another program needs no more than a reader of safetensors that takes slices.
 */
export const HIDDEN_STATES = 'hidden_states';
export const INPUT_IDS = 'input_ids';
export const TEXT_ENDS = 'text_ends';
export const LAYERS = 'layers';
