import type { AddedToken } from '../added-token.js';
import type { StoredPadding, StoredTruncation } from '../stored-parameters.js';
import { isSequence, type Template, type TemplatePiece } from '../template.js';
import type { Vocabulary } from '../vocabulary.js';
import type { WordPieceTokenizer } from '../wordpiece-tokenizer.js';

const SIDES = { left: 'Left', right: 'Right' } as const;
const STRATEGIES = { longest_first: 'LongestFirst', only_first: 'OnlyFirst', only_second: 'OnlySecond' } as const;

/** Stands for the vocabulary until it is written in the order of ids, which no JavaScript object keeps for "1" and "2". */
const VOCABULARY_PLACE = '\u0000vocabulary';

/** The text of a `tokenizer.json` that Hugging Face reads as the same tokenizer. */
export function formatTokenizerJson(tokenizer: WordPieceTokenizer): string {
  const { settings, vocabulary } = tokenizer;
  const document = {
    version: '1.0',
    truncation: settings.storedTruncation && formatTruncation(settings.storedTruncation),
    padding: settings.storedPadding && formatPadding(settings.storedPadding),
    added_tokens: settings.addedTokens.map(formatAddedToken),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: settings.normalizer.cleanText,
      handle_chinese_chars: settings.normalizer.handleChineseChars,
      strip_accents: settings.normalizer.stripAccents,
      lowercase: settings.normalizer.lowercase,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: settings.template && formatTemplate(settings.template, vocabulary),
    decoder: settings.decoder && {
      type: 'WordPiece',
      prefix: settings.decoder.prefix,
      cleanup: settings.decoder.cleanUp,
    },
    model: {
      type: 'WordPiece',
      unk_token: settings.specialTokens.unkToken,
      continuing_subword_prefix: settings.continuingSubwordPrefix,
      max_input_chars_per_word: settings.maxInputCharsPerWord,
      vocab: VOCABULARY_PLACE,
    },
  };
  const text = JSON.stringify(document, null, 2);
  return `${text.replace(JSON.stringify(VOCABULARY_PLACE), () => formatIds(settings.vocabulary))}\n`;
}

function formatIds(vocabulary: Vocabulary): string {
  const lines = vocabulary.tokens.map((token, id) => `      ${JSON.stringify(token)}: ${id}`);
  return `{\n${lines.join(',\n')}\n    }`;
}

function formatTruncation(truncation: StoredTruncation) {
  return {
    direction: SIDES[truncation.truncationSide],
    max_length: truncation.maxLength,
    strategy: STRATEGIES[truncation.truncation],
    stride: truncation.stride,
  };
}

function formatPadding(padding: StoredPadding) {
  return {
    strategy: padding.padToLength === undefined ? 'BatchLongest' : { Fixed: padding.padToLength },
    direction: SIDES[padding.paddingSide],
    pad_to_multiple_of: padding.padToMultipleOf ?? null,
    pad_id: padding.padTokenId,
    pad_type_id: padding.padTokenTypeId,
    pad_token: padding.padToken,
  };
}

/** An added token as `tokenizer.json` and `tokenizer_config.json` have it. */
export function formatAddedToken(token: AddedToken) {
  return {
    id: token.id,
    content: token.content,
    single_word: token.singleWord,
    lstrip: token.lstrip,
    rstrip: token.rstrip,
    normalized: token.normalized,
    special: token.special,
  };
}

function formatTemplate({ single, pair }: Template, vocabulary: Vocabulary) {
  const specialTokens = [...single, ...pair].flatMap((piece) => {
    if (isSequence(piece)) return [];
    const { specialToken: id, ids } = piece;
    return [[id, { id, ids, tokens: ids.map((token) => vocabulary.idToToken(token)) }] as const];
  });
  return {
    type: 'TemplateProcessing',
    single: single.map(formatPiece),
    pair: pair.map(formatPiece),
    special_tokens: Object.fromEntries(specialTokens),
  };
}

function formatPiece(piece: TemplatePiece) {
  if (isSequence(piece)) return { Sequence: { id: piece.sequence, type_id: piece.typeId } };
  return { SpecialToken: { id: piece.specialToken, type_id: piece.typeId } };
}
