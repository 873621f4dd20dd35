import { InputError } from '@bertsmith/tensor';

/** What a tag says of where its word is in an entity: begin, inside, end (or last), single (or unit), outside. */
export type TagPrefix = 'B' | 'I' | 'E' | 'L' | 'S' | 'U' | 'O';

/** A tag in its two parts. */
export interface ParsedTag {
  readonly prefix: TagPrefix;
  /** What the entity is: `person`. `_` where the tag has no type, as outside. */
  readonly type: string;
}

/** Where a tag stands, for messages. */
export interface TagPlace {
  readonly list: 'predictions' | 'labels';
  /** The sentence, counted from 0. */
  readonly row: number;
  /** The word, counted from 0. */
  readonly word: number;
}

/** The tag of a word in no entity, and before and after each sentence. */
export const OUTSIDE: ParsedTag = { prefix: 'O', type: '_' };

const TAG = /^(?:(O)|([BIELSU])(?:-(.+))?)$/su;

/**
 * Reads a tag: `O`, or one of `B I E L S U`, then perhaps a hyphen and the type, which may have hyphens itself.
 *
 * @throws InputError when it is something else, or its prefix is none of those allowed
 */
export function parseTag(tag: string, allowed: string, place: TagPlace): ParsedTag {
  const [match, outside, prefix, type = '_'] = TAG.exec(tag) ?? [];
  if (match === undefined || !allowed.includes(outside ?? prefix ?? '')) {
    const { list, row, word } = place;
    throw new InputError(
      `scoring: ${list}[${row}][${word}] is the tag '${tag}', expected 'O', or one of ${[...allowed.replace('O', '')].join(' ')} and a type, as in '${allowed[0]}-person'`,
      { list, row, word, tag, prefixes: allowed },
    );
  }
  return outside === undefined ? { prefix: prefix as TagPrefix, type } : OUTSIDE;
}
