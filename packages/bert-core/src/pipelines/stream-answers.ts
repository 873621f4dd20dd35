/** Inputs that are worked on at a time: enough to sort by length, few enough to hold. */
export const STREAM_CHUNK = 1024;

/**
 * Answers for inputs as they come, in their order, in bounded memory: a chunk is read, answered and passed on before the next is read.
 *
 * @param answer what answers a list
 */
export async function* streamAnswers<Input, Answer>(
  inputs: Iterable<Input> | AsyncIterable<Input>,
  answer: (chunk: readonly Input[]) => Promise<readonly Answer[]>,
  chunkSize = STREAM_CHUNK,
): AsyncGenerator<Answer> {
  let chunk: Input[] = [];
  for await (const input of inputs) {
    chunk.push(input);
    if (chunk.length < chunkSize) continue;
    yield* await answer(chunk);
    chunk = [];
  }
  if (chunk.length > 0) yield* await answer(chunk);
}
