import { ConfigError } from '@bertsmith/tensor';
import type { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';

/** A tokenizer, and how its model is called in a message: `the student in models/small`. */
export interface NamedVocabulary {
  readonly name: string;
  readonly tokenizer: WordPieceTokenizer;
}

/**
 * What a student learns of a teacher is about the same tokens only if both have the same words by the same ids.
 *
 * @param advice what to do instead: `take a student of the same family`
 * @throws ConfigError with the first difference
 */
export function requireSameVocabulary(own: NamedVocabulary, teacher: NamedVocabulary, advice: string): void {
  const actual = own.tokenizer.vocabulary.tokens;
  const expected = teacher.tokenizer.vocabulary.tokens;
  const position = expected.findIndex((token, id) => actual[id] !== token);
  if (position < 0 && actual.length === expected.length) return;
  throw new ConfigError(
    `${own.name} has another vocabulary than ${teacher.name}: ${describeDifference(actual, expected, position)}; ${advice}`,
    { own: own.name, teacher: teacher.name, position, expected: expected.length, actual: actual.length },
  );
}

function describeDifference(own: readonly string[], expected: readonly string[], position: number): string {
  if (position < 0 || own[position] === undefined) return `${own.length} tokens, not ${expected.length}`;
  return `token ${position} is '${own[position]}', not '${expected[position]}'`;
}
