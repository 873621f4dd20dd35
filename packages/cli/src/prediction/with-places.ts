import { InputError } from '@bertsmith/tensor';
import type { InputRecord } from './input-record.js';

/** What pipelines call the inputs of one call: `text 3`, `row 3`. */
const INPUT_OF_CALL = /^(text|row) \d+/;

/**
 * The answers to a chunk of records; an error that names one of them by its place in the chunk names the line that it came from.
 *
 * @throws InputError with the place of the record
 */
export async function withPlaces<Answer>(
  records: readonly InputRecord[],
  answer: (records: readonly InputRecord[]) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await answer(records);
  } catch (cause) {
    const position = InputError.isInstance(cause) ? cause.details.position : undefined;
    const place = typeof position === 'number' ? records[position]?.place : undefined;
    if (place === undefined || !INPUT_OF_CALL.test((cause as Error).message)) throw cause;
    throw new InputError((cause as Error).message.replace(INPUT_OF_CALL, place), { place, cause });
  }
}
