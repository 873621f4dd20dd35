import { softmaxOf } from './probabilities.js';

/** What a window over a context says of a question. */
export interface WindowAnswer {
  /** The first and the last token of the likeliest answer, and the product of their probabilities; none when the window has no context. */
  readonly span: { readonly first: number; readonly last: number; readonly score: number } | undefined;
  /** How likely it is, 0 to 1, that the window has no answer. */
  readonly noAnswer: number;
}

/**
 * The likeliest answer of a window. Probabilities are among the tokens of the context and the first token, `[CLS]`, which stands for none.
 *
 * @param startLogits float32 `[sequence]`, as `end_logits`
 * @param contextTokens which tokens are of the context, ascending
 * @param maxAnswerLength tokens of an answer at most
 */
export function readAnswer(
  startLogits: Float32Array,
  endLogits: Float32Array,
  contextTokens: readonly number[],
  maxAnswerLength: number,
): WindowAnswer {
  const tokens = [0, ...contextTokens];
  const probabilities = (logits: Float32Array) => softmaxOf(tokens.map((token) => logits[token] as number));
  const [starts, ends] = [probabilities(startLogits), probabilities(endLogits)];
  let span: WindowAnswer['span'];
  for (let first = 1; first < tokens.length; first++) {
    for (let last = first; last < Math.min(tokens.length, first + maxAnswerLength); last++) {
      const score = (starts[first] as number) * (ends[last] as number);
      if (score <= (span?.score ?? -1)) continue;
      span = { first: tokens[first] as number, last: tokens[last] as number, score };
    }
  }
  return { span, noAnswer: (starts[0] as number) * (ends[0] as number) };
}
