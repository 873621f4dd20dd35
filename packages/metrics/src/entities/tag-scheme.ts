/**
 * Ways to write entities as tags, and which sequences of tags each allows.
 *
 * A scheme is three lists of rules about two neighbouring words: when an entity starts at the second, when the second
 * is in the entity of the first, and when an entity is properly over after the first. A rule reads `IB>I=`: the first
 * word has one of the prefixes before the arrow, the second one of those after it; `=` asks for the same type, `!` for
 * another, and `*` is any prefix. They are the relations that seqeval's strict mode has, its gaps in IOE1 included.
 *
 * IOB1 and IOE1: Ramshaw and Marcus, "Text chunking using transformation-based learning", 1995; all but the last two:
 * Tjong Kim Sang and Veenstra, "Representing text chunks", EACL 1999; BILOU: Ratinov and Roth, CoNLL 2009.
 */
import type { ParsedTag } from './parse-tag.js';

/** `IOB2` is what most call BIO; `IOBES` and `BILOU` differ in their letters only. */
export type TagScheme = 'IOB1' | 'IOB2' | 'IOE1' | 'IOE2' | 'IOBES' | 'BILOU';

/** One rule about two neighbouring words. */
interface TagRule {
  /** The prefixes that the first word may have; undefined for any. */
  readonly first: string | undefined;
  readonly second: string | undefined;
  readonly types: 'same' | 'different' | 'any';
}

/** What one scheme says about two neighbouring words. */
export interface SchemeRules {
  /** The prefixes that its tags may have. */
  readonly prefixes: string;
  readonly starts: readonly TagRule[];
  readonly continues: readonly TagRule[];
  readonly ends: readonly TagRule[];
}

/** The rules of each scheme. */
export const SCHEME_RULES: Readonly<Record<TagScheme, SchemeRules>> = {
  IOB1: {
    prefixes: 'BIO',
    starts: parseRules('OB>I', 'I>I!', 'IB>B='),
    continues: parseRules('IB>I='),
    ends: parseRules('IB>O', 'IB>I!', 'I>B', 'B>B='),
  },
  IOB2: {
    prefixes: 'BIO',
    starts: parseRules('*>B'),
    continues: parseRules('IB>I='),
    ends: parseRules('IB>OB', 'IB>I!'),
  },
  IOE1: {
    prefixes: 'IEO',
    starts: parseRules('OE>I', 'I>I!', 'E>E='),
    continues: parseRules('I>IE='),
    ends: parseRules('I>O', 'I>IE!', 'E>IE='),
  },
  IOE2: {
    prefixes: 'IEO',
    starts: parseRules('OE>IE', 'I>IE!'),
    continues: parseRules('I>IE='),
    ends: parseRules('E>*'),
  },
  IOBES: {
    prefixes: 'BIESO',
    starts: parseRules('*>BS'),
    continues: parseRules('BI>IE='),
    ends: parseRules('SE>*'),
  },
  BILOU: {
    prefixes: 'BILUO',
    starts: parseRules('*>BU'),
    continues: parseRules('BI>IL='),
    ends: parseRules('UL>*'),
  },
};

/** Whether one of the rules holds for two neighbouring words. */
export function holds(rules: readonly TagRule[], previous: ParsedTag, tag: ParsedTag): boolean {
  const relation = previous.type === tag.type ? 'same' : 'different';
  return rules.some(({ first, second, types }) => {
    return isAmong(previous, first) && isAmong(tag, second) && (types === 'any' || types === relation);
  });
}

function isAmong({ prefix }: ParsedTag, prefixes: string | undefined): boolean {
  return prefixes === undefined || prefixes.includes(prefix);
}

function parseRules(...rules: readonly string[]): TagRule[] {
  return rules.map((rule) => {
    const [, first, second, relation] = /^(.+)>([^=!]+)([=!])?$/.exec(rule) ?? [];
    const types = relation === undefined ? 'any' : relation === '=' ? 'same' : 'different';
    return { first: orAny(first), second: orAny(second), types };
  });
}

function orAny(prefixes: string | undefined): string | undefined {
  return prefixes === '*' ? undefined : prefixes;
}
