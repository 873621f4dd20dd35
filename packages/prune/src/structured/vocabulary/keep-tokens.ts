import { ConfigError } from '@bertsmith/tensor';
import { type SpecialPiece, type TemplatePiece, WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';

/** A tokenizer with fewer tokens. */
export interface KeptTokens {
  readonly tokenizer: WordPieceTokenizer;
  /** `[tokens]`: the id that each token had before, ascending. */
  readonly oldIds: Int32Array;
}

/**
 * A tokenizer with some of the tokens of another, which keep their order and are numbered anew. Special and added tokens, those of the
 * template, and words that are never split stay in any case.
 *
 * WordPiece takes the longest piece that fits. So a text all of whose pieces stay is cut into the same ones: those that are gone were not
 * taken, and taking away others makes none longer.
 *
 * @param ids what stays beside those
 * @throws ConfigError for an id that no token has
 */
export function keepTokens(tokenizer: WordPieceTokenizer, ids: Iterable<number>): KeptTokens {
  const { vocabulary, settings } = tokenizer;
  const kept = new Set([...requireIds(ids, vocabulary.size), ...indispensableIds(tokenizer)]);
  const oldIds = Int32Array.from(kept).sort();
  const newIds = new Map(Array.from(oldIds, (old, id) => [old, id]));
  const idOf = (old: number) => newIds.get(old) as number;
  const options = {
    ...settings,
    vocabulary: settings.vocabulary.tokens.filter((_, id) => newIds.has(id)),
    addedTokens: settings.addedTokens.map((token) => ({ ...token, id: idOf(token.id) })),
    template: settings.template && {
      single: settings.template.single.map((piece) => withNewIds(piece, idOf)),
      pair: settings.template.pair.map((piece) => withNewIds(piece, idOf)),
    },
    storedPadding: settings.storedPadding && {
      ...settings.storedPadding,
      padTokenId: newIds.get(settings.storedPadding.padTokenId) ?? 0,
    },
  };
  return { tokenizer: new WordPieceTokenizer(options), oldIds };
}

function indispensableIds({ vocabulary, settings }: WordPieceTokenizer): number[] {
  const { specialTokens, addedTokens, template, neverSplit } = settings;
  const words = [...Object.values(specialTokens), ...neverSplit];
  const pieces = template === null ? [] : [...template.single, ...template.pair];
  return [
    ...words.flatMap((word) => vocabulary.tokenToId(word) ?? []),
    ...addedTokens.map(({ id }) => id),
    ...pieces.filter(isSpecial).flatMap(({ ids }) => ids),
  ];
}

function isSpecial(piece: TemplatePiece): piece is SpecialPiece {
  return 'ids' in piece;
}

function withNewIds(piece: TemplatePiece, idOf: (old: number) => number): TemplatePiece {
  return isSpecial(piece) ? { ...piece, ids: piece.ids.map(idOf) } : piece;
}

function requireIds(ids: Iterable<number>, size: number): readonly number[] {
  const all = [...ids];
  const unknown = all.find((id) => !Number.isInteger(id) || id < 0 || id >= size);
  if (unknown === undefined) return all;
  throw new ConfigError(`keeping tokens: there is no token ${unknown}; ids are 0 to ${size - 1}`, {
    id: unknown,
    size,
  });
}
