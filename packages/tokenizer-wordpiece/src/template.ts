import { ConfigError } from '@bertsmith/tensor';

/** A text, first (`A`) or second (`B`), in the place where its tokens go. */
export interface SequencePiece {
  readonly sequence: 'A' | 'B';
  readonly typeId: number;
}

/** A special token in its place: one id, or several for a token that stands for several. */
export interface SpecialPiece {
  readonly specialToken: string;
  readonly ids: readonly number[];
  readonly typeId: number;
}

/** One place in a template. */
export type TemplatePiece = SequencePiece | SpecialPiece;

/** What one text and a pair of texts are wrapped in, as Hugging Face's `TemplateProcessing`. */
export interface Template {
  /** For one text: has `A`. */
  readonly single: readonly TemplatePiece[];
  /** For two: has `A` and `B`. */
  readonly pair: readonly TemplatePiece[];
}

/** The template without special tokens. */
export const BARE_TEMPLATE: Template = {
  single: [{ sequence: 'A', typeId: 0 }],
  pair: [
    { sequence: 'A', typeId: 0 },
    { sequence: 'B', typeId: 1 },
  ],
};

/** The template of BERT: `[CLS] A [SEP]`, and `[CLS] A [SEP] B [SEP]` with token type 1 from `B` on. */
export function bertTemplate(cls: { token: string; id: number }, sep: { token: string; id: number }): Template {
  const start: TemplatePiece = { specialToken: cls.token, ids: [cls.id], typeId: 0 };
  const end = (typeId: number): TemplatePiece => ({ specialToken: sep.token, ids: [sep.id], typeId });
  const single: TemplatePiece[] = [start, { sequence: 'A', typeId: 0 }, end(0)];
  return { single, pair: [...single, { sequence: 'B', typeId: 1 }, end(1)] };
}

/** True for the place of a text. */
export function isSequence(piece: TemplatePiece): piece is SequencePiece {
  return 'sequence' in piece;
}

/** How many special tokens a template adds. */
export function countSpecialTokens(pieces: readonly TemplatePiece[]): number {
  return pieces.reduce((sum, piece) => sum + (isSequence(piece) ? 0 : piece.ids.length), 0);
}

/**
 * Checks that each text has one place.
 *
 * @throws ConfigError that says which is missing or there twice.
 */
export function checkTemplate(template: Template): void {
  for (const [name, expected] of [['single', 'A'] as const, ['pair', 'AB'] as const]) {
    const actual = template[name].filter(isSequence).map(({ sequence }) => sequence);
    if (actual.toSorted().join('') === expected) continue;
    const message = `template: "${name}" must have each of ${[...expected].join(', ')} once, it has ${actual.join(', ') || 'none'}`;
    throw new ConfigError(message, { template: name, expected: [...expected], actual });
  }
}
