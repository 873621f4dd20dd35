import { InputError } from '@bertsmith/tensor';
import { findTagProblem, formatTags, parseTags } from './entity-spans.js';
import type { TagScheme } from './tag-scheme.js';

/** From which scheme to which. */
export interface ConvertTagsOptions {
  readonly from: TagScheme;
  readonly to: TagScheme;
}

/**
 * The tags of one sentence in another scheme: the same entities.
 *
 * @throws InputError for tags that `from` does not allow; `details.position` is the word, from 0
 * @example
 * convertTags(['I-LOC', 'I-LOC', 'O'], { from: 'IOB1', to: 'BIOES' }); // ['B-LOC', 'E-LOC', 'O']
 */
export function convertTags(tags: readonly string[], { from, to }: ConvertTagsOptions): string[] {
  const found = findTagProblem(tags, from);
  if (found !== undefined) throw new InputError(`word ${found.position}: ${found.problem}`, { ...found });
  return formatTags(parseTags(tags, from), tags.length, to);
}
