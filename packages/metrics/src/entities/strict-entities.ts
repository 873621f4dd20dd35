import type { Entity } from './entity.js';
import { OUTSIDE, type ParsedTag } from './parse-tag.js';
import { holds, SCHEME_RULES, type TagScheme } from './tag-scheme.js';

/**
 * The entities of a sentence that are written as a scheme demands, in order: what begins or stops in another way is
 * none. What seqeval counts with `mode='strict'`.
 */
export function strictEntities(tags: readonly ParsedTag[], scheme: TagScheme): Entity[] {
  const rules = SCHEME_RULES[scheme];
  const tagAt = (word: number) => tags[word] ?? OUTSIDE;
  const entities: Entity[] = [];
  for (let word = 0; word < tags.length; ) {
    const start = word++;
    if (!holds(rules.starts, tagAt(start - 1), tagAt(start))) continue;
    while (holds(rules.continues, tagAt(word - 1), tagAt(word))) word++;
    if (holds(rules.ends, tagAt(word - 1), tagAt(word))) {
      entities.push({ type: tagAt(start).type, start, end: word });
    }
  }
  return entities;
}
