import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { explainOutputFailure, writeFileAtomically } from '@bertsmith/tensor/files';
import { formatSpecialTokensMap, formatTokenizerConfig } from '../formats/tokenizer-config.js';
import { formatTokenizerJson } from '../formats/tokenizer-json-writer.js';
import { formatVocabulary } from '../formats/vocabulary-text.js';
import type { WordPieceTokenizer } from '../wordpiece-tokenizer.js';

/**
 * Writes a tokenizer as Hugging Face does: `vocab.txt`, `tokenizer.json`, `tokenizer_config.json` and
 * `special_tokens_map.json`. Each file is there whole or not at all.
 *
 * @param directory - Made if it is not there.
 * @throws OutputError when it cannot be written, or for a token that no line of `vocab.txt` can hold.
 */
export async function saveTokenizer(tokenizer: WordPieceTokenizer, directory: string): Promise<void> {
  const files = {
    'vocab.txt': formatVocabulary(tokenizer.settings.vocabulary),
    'tokenizer_config.json': formatTokenizerConfig(tokenizer),
    'special_tokens_map.json': formatSpecialTokensMap(tokenizer),
    'tokenizer.json': formatTokenizerJson(tokenizer),
  };
  await mkdir(directory, { recursive: true }).catch((cause: unknown) => {
    throw explainOutputFailure(directory, cause);
  });
  for (const [name, text] of Object.entries(files)) await writeFileAtomically(join(directory, name), text);
}
