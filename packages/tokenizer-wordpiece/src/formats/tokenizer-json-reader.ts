import { BertsmithError, FormatError } from '@bertsmith/tensor';
import type { AddedToken } from '../added-token.js';
import type { StoredPadding, StoredTruncation } from '../stored-parameters.js';
import { bertTemplate, type Template, type TemplatePiece } from '../template.js';
import type { WordPieceTokenizerOptions } from '../tokenizer-settings.js';
import { WordPieceTokenizer } from '../wordpiece-tokenizer.js';
import { JsonField } from './json-field.js';

const SIDES = { Left: 'left', Right: 'right' } as const;
const STRATEGIES = { LongestFirst: 'longest_first', OnlyFirst: 'only_first', OnlySecond: 'only_second' } as const;

/**
 * Makes a tokenizer from the text of a `tokenizer.json`.
 *
 * @param file - The name of the file, for messages.
 * @throws FormatError that names the field: for a component that is not BERT's, a wrong type, a vocabulary with gaps.
 */
export function parseTokenizerJson(text: string, file = 'tokenizer.json'): WordPieceTokenizer {
  return createFromFile(file, readTokenizerJson(text, file));
}

/** Makes a tokenizer of what a file says; what does not fit together is then the file's fault. */
export function createFromFile(file: string, options: WordPieceTokenizerOptions): WordPieceTokenizer {
  try {
    return new WordPieceTokenizer(options);
  } catch (cause) {
    if (!BertsmithError.isInstance(cause)) throw cause;
    throw new FormatError(`${file}: ${cause.message}`, { ...cause.details, path: file, cause });
  }
}

/** What a `tokenizer.json` says, as the options of a tokenizer. */
export function readTokenizerJson(text: string, file: string): WordPieceTokenizerOptions {
  const root = JsonField.parse(text, file);
  root.get('version').or((version) => version.choice({ '1.0': true }), true);
  const model = readComponent(root.get('model'), 'WordPiece');
  readComponent(root.get('pre_tokenizer'), 'BertPreTokenizer');
  return {
    vocabulary: readVocabulary(model.get('vocab')),
    specialTokens: { unkToken: model.get('unk_token').string() },
    continuingSubwordPrefix: model.get('continuing_subword_prefix').string(),
    maxInputCharsPerWord: model.get('max_input_chars_per_word').count(),
    normalizer: readNormalizer(readComponent(root.get('normalizer'), 'BertNormalizer')),
    addedTokens: root.get('added_tokens').or((field) => field.array().map(readAddedToken), []),
    template: root.get('post_processor').or(readPostProcessor, null),
    decoder: root.get('decoder').or(readDecoder, null),
    storedTruncation: root.get('truncation').or(readTruncation, null),
    storedPadding: root.get('padding').or(readPadding, null),
  };
}

/** Older files have components without a type. */
function readComponent(field: JsonField, type: string): JsonField {
  field.get('type').or((name) => name.choice({ [type]: type }), type);
  return field;
}

function readVocabulary(field: JsonField): string[] {
  const object = field.object();
  // Two arrays, because `Object.entries` makes one more for each token: 15 ms of the time to load BERT's vocabulary.
  const names = Object.keys(object);
  const ids = Object.values(object);
  const tokens: string[] = new Array(names.length).fill('');
  for (let index = 0; index < names.length; index++) {
    const token = names[index]!;
    const id = ids[index] as number;
    const isId = typeof id === 'number' && id >= 0 && id < tokens.length && Number.isInteger(id);
    if (!isId) field.get(token).fail(`an id from 0 to ${tokens.length - 1}, as there are ${tokens.length} tokens`);
    if (token === '' || tokens[id] !== '') field.get(token).fail('an id that no other token has');
    tokens[id] = token;
  }
  return tokens;
}

function readNormalizer(field: JsonField) {
  return {
    cleanText: field.get('clean_text').boolean(),
    handleChineseChars: field.get('handle_chinese_chars').boolean(),
    stripAccents: field.get('strip_accents').or((strip) => strip.boolean(), null),
    lowercase: field.get('lowercase').boolean(),
  };
}

function readAddedToken(field: JsonField): AddedToken {
  return {
    id: field.get('id').count(),
    content: field.get('content').string(),
    special: field.get('special').boolean(),
    singleWord: field.get('single_word').boolean(),
    lstrip: field.get('lstrip').boolean(),
    rstrip: field.get('rstrip').boolean(),
    normalized: field.get('normalized').boolean(),
  };
}

function readPostProcessor(field: JsonField): Template {
  const readers = { TemplateProcessing: readTemplate, BertProcessing: readBertProcessing };
  const type = field.get('type');
  return type.or((name) => name.choice(readers), field.get('cls').isMissing ? readTemplate : readBertProcessing)(field);
}

function readBertProcessing(field: JsonField): Template {
  const [cls, sep] = (['cls', 'sep'] as const).map((name) => {
    const [token, id] = field.get(name).array();
    if (token === undefined || id === undefined) return field.get(name).fail('a token and its id');
    return { token: token.string(), id: id.count() };
  });
  return bertTemplate(cls!, sep!);
}

function readTemplate(field: JsonField): Template {
  const specialTokens = field.get('special_tokens');
  const read = (name: string) =>
    field
      .get(name)
      .array()
      .map((piece) => readPiece(piece, specialTokens));
  return { single: read('single'), pair: read('pair') };
}

function readPiece(field: JsonField, specialTokens: JsonField): TemplatePiece {
  const sequence = field.get('Sequence');
  if (!sequence.isMissing) {
    return {
      sequence: sequence.get('id').choice({ A: 'A', B: 'B' } as const),
      typeId: sequence.get('type_id').count(),
    };
  }
  const special = field.get('SpecialToken');
  if (special.isMissing) return field.fail('a "Sequence" or a "SpecialToken"');
  const specialToken = special.get('id').string();
  const ids = specialTokens.get(specialToken).get('ids').array();
  return { specialToken, ids: ids.map((id) => id.count()), typeId: special.get('type_id').count() };
}

function readDecoder(field: JsonField) {
  readComponent(field, 'WordPiece');
  return { prefix: field.get('prefix').string(), cleanUp: field.get('cleanup').boolean() };
}

function readTruncation(field: JsonField): StoredTruncation {
  return {
    maxLength: field.get('max_length').count(),
    truncation: field.get('strategy').choice(STRATEGIES),
    stride: field.get('stride').count(),
    truncationSide: field.get('direction').or((side) => side.choice(SIDES), 'right'),
  };
}

function readPadding(field: JsonField): StoredPadding {
  const strategy = field.get('strategy');
  const multiple = field.get('pad_to_multiple_of').or((value) => value.count(), undefined);
  const padToLength = strategy.value === 'BatchLongest' ? undefined : strategy.get('Fixed').count();
  return {
    ...(padToLength === undefined ? {} : { padToLength }),
    ...(multiple === undefined ? {} : { padToMultipleOf: multiple }),
    paddingSide: field.get('direction').choice(SIDES),
    padTokenId: field.get('pad_id').count(),
    padTokenTypeId: field.get('pad_type_id').count(),
    padToken: field.get('pad_token').string(),
  };
}
