/**
 * How tags of words say where an entity starts and ends.
 *
 * | words  | New | York | , | Paris | Texas |
 * |--------|---|---|---|---|---|
 * | IOB2   | `B-LOC` | `I-LOC` | `O` | `B-LOC` | `B-LOC` |
 * | IOB1   | `I-LOC` | `I-LOC` | `O` | `I-LOC` | `B-LOC` |
 * | BIOES  | `B-LOC` | `E-LOC` | `O` | `S-LOC` | `S-LOC` |
 * | BILOU  | `B-LOC` | `L-LOC` | `O` | `U-LOC` | `U-LOC` |
 *
 * Sources: L. Ramshaw and M. Marcus, "Text Chunking using Transformation-Based Learning", 1995 (IOB1); E. Tjong Kim Sang
 * and J. Veenstra, "Representing Text Chunks", EACL 1999 (IOB2); L. Ratinov and D. Roth, "Design Challenges and
 * Misconceptions in Named Entity Recognition", CoNLL 2009 (BILOU).
 */

/** A tag of a word within an entity, taken apart; undefined stands for the tag `O` and for the ends of a sentence. */
export interface EntityTag {
  readonly prefix: string;
  readonly type: string;
}

/** The rules of a scheme. */
interface SchemeRules {
  /** The letters that stand before the type. */
  readonly prefixes: string;
  /** Whether a tag may follow another. */
  readonly allows: (previous: EntityTag | undefined, tag: EntityTag | undefined) => boolean;
  /** Whether a tag starts an entity. */
  readonly starts: (previous: EntityTag | undefined, tag: EntityTag) => boolean;
  /** The letter for the first, an inner, the last and the only word of an entity. */
  readonly letters: { readonly first: string; readonly inner: string; readonly last: string; readonly only: string };
  /** What every entity must look like, for messages. */
  readonly rule: string;
}

const isSameType = (previous: EntityTag | undefined, tag: EntityTag | undefined) => previous?.type === tag?.type;

/** BIOES under its own letters or under those of BILOU. */
function closedScheme(last: string, only: string): SchemeRules {
  const isOpen = (tag: EntityTag | undefined) => tag?.prefix === 'B' || tag?.prefix === 'I';
  const goesOn = (tag: EntityTag | undefined) => tag?.prefix === 'I' || tag?.prefix === last;
  return {
    prefixes: `BI${last}${only}`,
    allows: (previous, tag) => isOpen(previous) === goesOn(tag) && (!isOpen(previous) || isSameType(previous, tag)),
    starts: (_, { prefix }) => prefix === 'B' || prefix === only,
    letters: { first: 'B', inner: 'I', last, only },
    rule: `an entity is one ${only}, or starts with B, goes on with I and ends with ${last}`,
  };
}

const RULES = {
  IOB2: {
    prefixes: 'BI',
    allows: (previous, tag) => tag?.prefix !== 'I' || isSameType(previous, tag),
    starts: (_, { prefix }) => prefix === 'B',
    letters: { first: 'B', inner: 'I', last: 'I', only: 'B' },
    rule: 'an entity starts with B',
  },
  IOB1: {
    prefixes: 'BI',
    allows: (previous, tag) => tag?.prefix !== 'B' || isSameType(previous, tag),
    starts: (previous, tag) => tag.prefix === 'B' || !isSameType(previous, tag),
    // An entity right after another of its type starts with B all the same: see `formatTags`.
    letters: { first: 'I', inner: 'I', last: 'I', only: 'I' },
    rule: 'an entity starts with I, and with B only right after another of its type',
  },
  BIOES: closedScheme('E', 'S'),
  BILOU: closedScheme('L', 'U'),
} as const satisfies Record<string, SchemeRules>;

/** A way of writing entities as tags of words. IOB2 is also called BIO, and BIOES IOBES. */
export type TagScheme = keyof typeof RULES;

/** The rules of each scheme. */
export const TAG_SCHEMES: Readonly<Record<TagScheme, SchemeRules>> = RULES;

/** The tag of a word outside of all entities. */
export const OUTSIDE = 'O';
