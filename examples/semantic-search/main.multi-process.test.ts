import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BertModel, presetConfig } from '@bertsmith/bert-core';
import { saveModel } from '@bertsmith/bert-core/files';
import { trainWordPiece } from '@bertsmith/tokenizer-wordpiece';
import { saveTokenizer } from '@bertsmith/tokenizer-wordpiece/files';
import { expect, it } from 'vitest';
import { figuresOf, runSmall, shownOutput, temporaryFolder, withoutFigures } from '../run-small.js';

const TIMEOUT_MS = 180_000;

/** What is found is another matter for a model that has learned nothing. */
const mask = (output: string) => withoutFigures(output).replace(/^ {2}.*$/gm, '');

async function saveUntrainedModel(directory: string): Promise<void> {
  const tokenizer = await trainWordPiece(['a small dog that barks', 'the place where sheep are'], { vocabSize: 60 });
  const config = presetConfig('tiny', { vocabSize: tokenizer.vocabulary.size, maxPositionEmbeddings: 64 });
  mkdirSync(directory, { recursive: true });
  await saveModel(BertModel.initialize(config, { seed: 1 }), directory);
  await saveTokenizer(tokenizer, directory);
}

it(
  'prints what its README shows, with the model of a directory',
  async () => {
    const folder = temporaryFolder();
    await saveUntrainedModel(join(folder, 'models/masked-words'));
    const output = runSmall(new URL('main.ts', import.meta.url), { folder, everyNthRow: 100 });
    expect(mask(output)).toBe(mask(shownOutput(new URL('README.md', import.meta.url))));
    const [first = 0, firstTen = 0] = figuresOf(output, 'words in common (TF-IDF)');
    expect(firstTen).toBeGreaterThan(first);
    // Of 1,178 definitions, by chance a hundredth.
    expect(firstTen).toBeGreaterThan(0.05);
  },
  TIMEOUT_MS,
);

it(
  'says what to do where no model is',
  () => {
    const folder = temporaryFolder();
    const run = () => runSmall(new URL('main.ts', import.meta.url), { folder, everyNthRow: 100 });
    expect(run).toThrow(/there is no models\/masked-words: run the example masked-words first, or give --model/);
  },
  TIMEOUT_MS,
);
