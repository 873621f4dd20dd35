import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '@bertsmith/tensor';
import { readTextFileOrFail } from '@bertsmith/tensor/files';
import { JsonField } from '../formats/json-field.js';
import { readTokenizerConfig, readTokenizerNames } from '../formats/tokenizer-config.js';
import { createFromFile, readTokenizerJson } from '../formats/tokenizer-json-reader.js';
import { parseVocabulary } from '../formats/vocabulary-text.js';
import type { WordPieceTokenizer } from '../wordpiece-tokenizer.js';

/**
 * Loads a tokenizer that Hugging Face or {@link saveTokenizer} wrote.
 *
 * A directory is read from its `tokenizer.json`, or else from its `vocab.txt`; `tokenizer_config.json` beside either
 * says what it does not. Where both files say something, `tokenizer.json` counts.
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
  if (!file.endsWith('.json')) {
    return createFromFile(file, { ...readTokenizerConfig(config), vocabulary: parseVocabulary(text, file) });
  }
  const options = readTokenizerJson(text, file);
  const names = readTokenizerNames(config);
  return createFromFile(file, {
    ...options,
    ...names,
    specialTokens: { ...names.specialTokens, ...options.specialTokens },
  });
}

function findTokenizerFile(path: string): string {
  const isDirectory = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (!isDirectory) return path;
  const file = ['tokenizer.json', 'vocab.txt'].map((name) => join(path, name)).find((name) => existsSync(name));
  if (file !== undefined) return file;
  throw new InputError(`cannot load a tokenizer from '${path}': it has no tokenizer.json and no vocab.txt`, { path });
}
