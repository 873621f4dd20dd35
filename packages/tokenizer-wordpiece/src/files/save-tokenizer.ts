import { join } from 'node:path';
import { makeDirectory, writeFilesTogether } from '@bertsmith/tensor/files';
import { formatSpecialTokensMap, formatTokenizerConfig } from '../formats/tokenizer-config.js';
import { formatTokenizerJson } from '../formats/tokenizer-json-writer.js';
import { formatVocabulary } from '../formats/vocabulary-text.js';
import type { WordPieceTokenizer } from '../wordpiece-tokenizer.js';

/**
 * Writes a tokenizer as Hugging Face does: `vocab.txt`, `tokenizer.json`, `tokenizer_config.json` and
 * `special_tokens_map.json`. No file is replaced before all of them are complete on the disk.
 *
 * @param directory - Made if it is not there.
 * @throws OutputError when it cannot be written, or for a token that no line of `vocab.txt` can hold.
 */
export async function saveTokenizer(tokenizer: WordPieceTokenizer, directory: string): Promise<void> {
  const files = tokenizerFiles(tokenizer, directory);
  await makeDirectory(directory);
  await writeFilesTogether(files);
}

/** The files of a tokenizer with their contents, for whoever writes more into the same directory with `writeFilesTogether`. */
export function tokenizerFiles(
  tokenizer: WordPieceTokenizer,
  directory: string,
): (readonly [path: string, text: string])[] {
  return [
    [join(directory, 'vocab.txt'), formatVocabulary(tokenizer.settings.vocabulary)],
    [join(directory, 'tokenizer_config.json'), formatTokenizerConfig(tokenizer)],
    [join(directory, 'special_tokens_map.json'), formatSpecialTokensMap(tokenizer)],
    [join(directory, 'tokenizer.json'), formatTokenizerJson(tokenizer)],
  ];
}
