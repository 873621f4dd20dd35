/**
 * The entities of a sentence by the rules of CoNLL's evaluation program (Tjong Kim Sang and De Meulder, CoNLL 2003),
 * which are seqeval's default: any sequence of tags has a reading. A word may begin an entity with `I-`, when the
 * word before is outside or of another type, and an entity may just stop.
 */
import type { Entity } from './entity.js';
import { OUTSIDE, type ParsedTag } from './parse-tag.js';

/** The prefixes that the rules know; `U` and `L` are other names of `S` and `E`. */
export const LENIENT_PREFIXES = 'BIESLUO';

const SYNONYMS: Readonly<Record<string, ParsedTag['prefix']>> = { U: 'S', L: 'E' };

/**
 * The entities of a sentence, in order.
 *
 * Differs from seqeval in one thing: seqeval warns of `U-` and `L-` and then joins `U-x U-x` into one entity; here
 * they count as `S-` and `E-`.
 */
export function lenientEntities(tags: readonly ParsedTag[]): Entity[] {
  const entities: Entity[] = [];
  let previous = OUTSIDE;
  let start = 0;
  for (let word = 0; word <= tags.length; word++) {
    const tag = withoutSynonym(tags[word] ?? OUTSIDE);
    if (endsBefore(previous, tag)) entities.push({ type: previous.type, start, end: word });
    if (beginsAt(previous, tag)) start = word;
    previous = tag;
  }
  return entities;
}

function withoutSynonym({ prefix, type }: ParsedTag): ParsedTag {
  return { prefix: SYNONYMS[prefix] ?? prefix, type };
}

/** Whether an entity ends between two words. */
function endsBefore(previous: ParsedTag, tag: ParsedTag): boolean {
  if (previous.prefix === 'O') return false;
  return 'ES'.includes(previous.prefix) || 'BSO'.includes(tag.prefix) || previous.type !== tag.type;
}

/** Whether an entity begins with the second of two words. */
function beginsAt(previous: ParsedTag, tag: ParsedTag): boolean {
  if (tag.prefix === 'O') return false;
  return 'BS'.includes(tag.prefix) || 'ESO'.includes(previous.prefix) || previous.type !== tag.type;
}
