/** Entities from the tags of a sentence, and back. */
import { quote } from '@bertsmith/tensor';
import { type EntityTag, OUTSIDE, TAG_SCHEMES, type TagScheme } from './tag-scheme.js';

/** Words that are one entity. */
export interface EntitySpan {
  readonly type: string;
  /** The first word, from 0. */
  readonly start: number;
  /** The word after the last. */
  readonly end: number;
}

/** What is wrong with a sequence of tags. */
export interface TagProblem {
  /** The word, from 0. */
  readonly position: number;
  readonly problem: string;
}

const TAG = /^([A-Z])-(.+)$/s;

/** The first tag that a scheme does not allow where it stands; nothing when it allows all. */
export function findTagProblem(tags: readonly string[], scheme: TagScheme): TagProblem | undefined {
  const { prefixes, allows, rule } = TAG_SCHEMES[scheme];
  let previous: EntityTag | undefined;
  for (const [position, text] of tags.entries()) {
    const tag = splitTag(text);
    if (text !== OUTSIDE && (tag === undefined || !prefixes.includes(tag.prefix))) {
      const forms = [...prefixes].map((prefix) => `${prefix}-TYPE`).join(', ');
      return { position, problem: `the tag is ${quote(text)}, expected O or one of ${forms} (${scheme})` };
    }
    if (!allows(previous, tag)) {
      const before = position === 0 ? 'at the start of a sentence' : `after ${quote(tags[position - 1] as string)}`;
      return { position, problem: `the tag ${quote(text)} ${before} is not ${scheme}: ${rule}` };
    }
    previous = tag;
  }
  if (allows(previous, undefined)) return undefined;
  const last = quote(tags.at(-1) as string);
  return { position: tags.length - 1, problem: `the tag ${last} at the end of a sentence is not ${scheme}: ${rule}` };
}

/**
 * The entities of a sentence.
 *
 * @param tags in which {@link findTagProblem} finds none
 */
export function parseTags(tags: readonly string[], scheme: TagScheme): EntitySpan[] {
  const { starts } = TAG_SCHEMES[scheme];
  const spans: { type: string; start: number; end: number }[] = [];
  let previous: EntityTag | undefined;
  for (const [position, text] of tags.entries()) {
    const tag = splitTag(text);
    if (tag !== undefined && starts(previous, tag)) spans.push({ type: tag.type, start: position, end: position + 1 });
    else if (tag !== undefined) (spans.at(-1) as { end: number }).end = position + 1;
    previous = tag;
  }
  return spans;
}

/**
 * The tags of a sentence.
 *
 * @param spans from left to right, none over another
 * @param length words
 */
export function formatTags(spans: readonly EntitySpan[], length: number, scheme: TagScheme): string[] {
  const { first, inner, last, only } = TAG_SCHEMES[scheme].letters;
  const tags = new Array<string>(length).fill(OUTSIDE);
  spans.forEach(({ type, start, end }, index) => {
    const before = spans[index - 1];
    const touches = scheme === 'IOB1' && before?.end === start && before.type === type;
    tags.fill(`${inner}-${type}`, start, end);
    tags[end - 1] = `${last}-${type}`;
    tags[start] = `${touches ? 'B' : end - start === 1 ? only : first}-${type}`;
  });
  return tags;
}

function splitTag(tag: string): EntityTag | undefined {
  const [, prefix, type] = TAG.exec(tag) ?? [];
  return prefix === undefined || type === undefined ? undefined : { prefix, type };
}
