import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '@bertsmith/tensor';
import { readTextFileOrFail } from '@bertsmith/tensor/files';
import { readConfiguredTokens } from '../formats/configured-tokens.js';
import { JsonField } from '../formats/json-field.js';
import { readConfiguredNormalizer, readTokenizerConfig, readTokenizerNames } from '../formats/tokenizer-config.js';
import { createFromFile, readTokenizerJson } from '../formats/tokenizer-json-reader.js';
import { parseVocabulary } from '../formats/vocabulary-text.js';
import { addedSpecialTokens, DEFAULT_SPECIAL_TOKENS } from '../special-tokens.js';
import { Vocabulary } from '../vocabulary.js';
import type { WordPieceTokenizer } from '../wordpiece-tokenizer.js';

/**
 * Loads a tokenizer that Hugging Face or {@link saveTokenizer} wrote.
 *
 * A directory is read from its `tokenizer.json`, or else from its `vocab.txt`; `tokenizer_config.json` beside either
 * says what it does not. Where both say something, `tokenizer.json` counts; but as in transformers, the configuration
 * does for `do_lower_case`, `strip_accents`, `tokenize_chinese_chars` and the flags of added tokens.
 *
 * @param path - A directory, a `tokenizer.json` or a `vocab.txt`.
 * @throws InputError for a path where there is no tokenizer.
 * @throws FormatError, with the field or line, for a file that is not what it should be.
 */
export async function loadTokenizer(path: string): Promise<WordPieceTokenizer> {
  const file = findTokenizerFile(path);
  const text = await readTextFileOrFail(file);
  const configFile = join(dirname(file), 'tokenizer_config.json');
  const config = existsSync(configFile)
    ? JsonField.parse(await readTextFileOrFail(configFile), configFile)
    : new JsonField({}, configFile);
  if (!file.endsWith('.json')) return createFromVocabulary(text, file, config);
  const { vocabulary, ...options } = readTokenizerJson(text, file);
  const names = readTokenizerNames(config);
  return createFromFile(file, {
    ...options,
    ...names,
    vocabulary,
    normalizer: { ...options.normalizer, ...readConfiguredNormalizer(config) },
    specialTokens: { ...names.specialTokens, ...options.specialTokens },
    addedTokens: readConfiguredTokens(config, options.addedTokens ?? [], [...vocabulary]),
  });
}

function createFromVocabulary(text: string, file: string, config: JsonField): WordPieceTokenizer {
  const tokens = parseVocabulary(text, file);
  const options = readTokenizerConfig(config);
  const vocabulary = new Vocabulary(tokens);
  const special = addedSpecialTokens(vocabulary, { ...DEFAULT_SPECIAL_TOKENS, ...options.specialTokens });
  return createFromFile(file, { ...options, vocabulary, addedTokens: readConfiguredTokens(config, special, tokens) });
}

function findTokenizerFile(path: string): string {
  const isDirectory = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (!isDirectory) return path;
  const file = ['tokenizer.json', 'vocab.txt'].map((name) => join(path, name)).find((name) => existsSync(name));
  if (file !== undefined) return file;
  throw new InputError(`cannot load a tokenizer from '${path}': it has no tokenizer.json and no vocab.txt`, { path });
}
