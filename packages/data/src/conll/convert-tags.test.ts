import { InputError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFixture } from '../../test/fixtures/read-fixture.js';
import { convertTags } from './convert-tags.js';
import { type EntitySpan, findTagProblem, formatTags, parseTags } from './entity-spans.js';
import { TAG_SCHEMES, type TagScheme } from './tag-scheme.js';

const SCHEMES = Object.keys(TAG_SCHEMES) as TagScheme[];
/** New York, Paris Texas: two places, a comma, two more that touch. */
const PLACES: Record<TagScheme, string> = {
  IOB2: 'B-LOC I-LOC O B-LOC B-LOC',
  IOB1: 'I-LOC I-LOC O I-LOC B-LOC',
  BIOES: 'B-LOC E-LOC O S-LOC S-LOC',
  BILOU: 'B-LOC L-LOC O U-LOC U-LOC',
};

interface SeqevalCase {
  readonly scheme: TagScheme;
  readonly tags: readonly string[];
  readonly spans: readonly [type: string, start: number, end: number][];
}

/** Entities from left to right, some of which touch, in a sentence of so many words. */
const sentences = fc
  .array(fc.record({ type: fc.constantFrom('x', 'y-z'), gap: fc.nat(2), length: fc.integer({ min: 1, max: 4 }) }))
  .chain((parts) => fc.nat(2).map((rest) => layOut(parts, rest)));

function layOut(parts: readonly { type: string; gap: number; length: number }[], rest: number) {
  let end = 0;
  const spans = parts.map(({ type, gap, length }): EntitySpan => {
    const start = end + gap;
    end = start + length;
    return { type, start, end };
  });
  return { spans, length: end + rest };
}

describe('convertTags', () => {
  it.each(SCHEMES.flatMap((from) => SCHEMES.map((to) => [from, to] as const)))('writes %s as %s', (from, to) => {
    expect(convertTags(PLACES[from].split(' '), { from, to }).join(' ')).toBe(PLACES[to]);
  });

  it('keeps the entities of any sentence', () => {
    fc.assert(
      fc.property(sentences, fc.constantFrom(...SCHEMES), fc.constantFrom(...SCHEMES), (sentence, from, to) => {
        const tags = formatTags(sentence.spans, sentence.length, from);
        expect(findTagProblem(tags, from)).toBeUndefined();
        expect(parseTags(convertTags(tags, { from, to }), to)).toEqual(sentence.spans);
      }),
    );
  });

  it.each([
    [['O', 'I-PER'], 'IOB2', 'word 1: the tag "I-PER" after "O" is not IOB2: an entity starts with B'],
    [['I-PER'], 'IOB2', 'word 0: the tag "I-PER" at the start of a sentence is not IOB2'],
    [['B-PER', 'I-LOC'], 'IOB2', 'word 1: the tag "I-LOC" after "B-PER" is not IOB2'],
    [['O', 'B-PER'], 'IOB1', 'word 1: the tag "B-PER" after "O" is not IOB1: an entity starts with I, and with B only'],
    [['B-PER', 'O'], 'BIOES', 'word 1: the tag "O" after "B-PER" is not BIOES: an entity is one S, or starts with B'],
    [['O', 'B-PER'], 'BILOU', 'word 1: the tag "B-PER" at the end of a sentence is not BILOU'],
    [['B-PER', 'L-LOC'], 'BILOU', 'word 1: the tag "L-LOC" after "B-PER"'],
    [['S-PER'], 'IOB2', 'word 0: the tag is "S-PER", expected O or one of B-TYPE, I-TYPE (IOB2)'],
    [['PER'], 'BIOES', 'word 0: the tag is "PER", expected O or one of B-TYPE, I-TYPE, E-TYPE, S-TYPE (BIOES)'],
    [['B-'], 'IOB2', 'word 0: the tag is "B-"'],
    [[''], 'IOB2', 'word 0: the tag is ""'],
  ] as const)('refuses %j in %s', (tags, from, message) => {
    const convert = () => convertTags(tags, { from, to: 'IOB2' });
    expect(convert).toThrow(InputError);
    expect(convert).toThrow(message);
  });
});

describe('tags that seqeval reads strictly', () => {
  const cases = readFixture<SeqevalCase[]>('entity-spans.json');

  it.each(SCHEMES)('are allowed, and mean the same, here: %s', (scheme) => {
    let allowed = 0;
    for (const { tags, spans } of cases.filter((candidate) => candidate.scheme === scheme)) {
      // seqeval has no errors: tags that its scheme does not allow belong to no entity.
      const inEntities = spans.reduce((sum, [, start, end]) => sum + end - start, 0);
      const isAllowed = inEntities === tags.filter((tag) => tag !== 'O').length;
      expect([tags, findTagProblem(tags, scheme) === undefined]).toEqual([tags, isAllowed]);
      if (!isAllowed) continue;
      allowed++;
      expect(parseTags(tags, scheme)).toEqual(spans.map(([type, start, end]) => ({ type, start, end })));
    }
    expect(allowed).toBeGreaterThan(5);
  });
});
