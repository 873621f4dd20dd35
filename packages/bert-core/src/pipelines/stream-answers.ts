import { InputError } from '@bertsmith/tensor';

/** Inputs that are worked on at a time: enough to sort by length, few enough to hold. */
export const STREAM_CHUNK = 1024;

/** What pipelines call the inputs of one call: `text 3`, `row 3`. */
const INPUT_OF_CALL = /^(text|row) \d+/;

/**
 * Answers for inputs as they come, in their order, in bounded memory: a chunk is read, answered and passed on before the next is read.
 *
 * @param answer what answers a list
 * @throws InputError of `answer`, with the input's place among all of them
 */
export async function* streamAnswers<Input, Answer>(
  inputs: Iterable<Input> | AsyncIterable<Input>,
  answer: (chunk: readonly Input[]) => Promise<readonly Answer[]>,
  chunkSize = STREAM_CHUNK,
): AsyncGenerator<Answer> {
  let chunk: Input[] = [];
  let answered = 0;
  const answerChunk = () =>
    answer(chunk).catch((error: unknown) => {
      throw placedAmongAll(error, answered);
    });
  for await (const input of inputs) {
    chunk.push(input);
    if (chunk.length < chunkSize) continue;
    yield* await answerChunk();
    answered += chunk.length;
    chunk = [];
  }
  if (chunk.length > 0) yield* await answerChunk();
}

function placedAmongAll(error: unknown, answered: number): unknown {
  const place = InputError.isInstance(error) ? error.details.position : undefined;
  const message = error instanceof Error ? error.message : '';
  if (typeof place !== 'number' || answered === 0 || !INPUT_OF_CALL.test(message)) return error;
  const position = place + answered;
  const placed = message.replace(INPUT_OF_CALL, (_, kind: string) => `${kind} ${position + 1}`);
  return new InputError(placed, { ...(error as InputError).details, position, cause: error });
}
