import { trainWordPiece } from '@bertsmith/tokenizer-wordpiece';
import { readLines, saveTokenizer } from '@bertsmith/tokenizer-wordpiece/files';
import { Command, type Option } from 'commander';
import type { CommandIo } from '../command-io.js';
import { MAXIMUM_COUNT, wholeNumberOption } from '../options/number-options.js';
import { RequiredOption } from '../options/required-option.js';
import { jsonOption } from '../options/shared-options.js';
import { jsonLine } from '../report/json-line.js';
import { writeResults } from '../streams/write-results.js';
import { checkOutputDirectory } from '../training/check-output-directory.js';
import type { Finish } from './finish.js';

interface TrainTokenizerOptions {
  readonly input: readonly string[];
  readonly output: string;
  readonly vocabSize: number;
  readonly minFrequency: number;
  readonly limitAlphabet: number;
  readonly cased?: boolean;
  readonly overwrite: boolean;
  readonly json?: boolean;
}

/** `bertsmith tokenizer`: makes tokenizers. */
export function tokenizerCommand(io: CommandIo, finish: Finish): Command {
  return new Command('tokenizer').description('Make a tokenizer.').addCommand(trainTokenizerCommand(io, finish));
}

function trainTokenizerCommand(io: CommandIo, finish: Finish): Command {
  return new Command('train')
    .description('Train a WordPiece vocabulary on the lines of files.')
    .addOption(new RequiredOption('--input <files...>', 'files of UTF-8 text'))
    .addOption(count('--vocab-size', 'tokens of the vocabulary at most, special tokens included', 30_522))
    .addOption(new RequiredOption('--output <dir>', 'where the tokenizer goes'))
    .option('--overwrite', 'take an output directory that is not empty, and replace the tokenizer in it', false)
    .addOption(count('--min-frequency', 'merge only pairs of pieces that occur this often', 2))
    .addOption(count('--limit-alphabet', 'keep only so many different characters, the most frequent ones', 1000))
    .option('--cased', 'keep capital letters and accents')
    .addOption(jsonOption('print the result as one line of JSON'))
    .action(async (options: TrainTokenizerOptions) => finish(await trainTokenizer(options, io)));
}

function count(flag: string, description: string, defaultValue: number): Option {
  return wholeNumberOption({ flag, description, defaultValue, minimum: 1, maximum: MAXIMUM_COUNT });
}

async function trainTokenizer(options: TrainTokenizerOptions, io: CommandIo): Promise<number> {
  const { input, output, vocabSize, minFrequency, limitAlphabet } = options;
  await checkOutputDirectory(output, options.overwrite);
  const start = performance.now();
  const read = { lines: 0 };
  const tokenizer = await trainWordPiece(listLines(input, read), {
    vocabSize,
    minFrequency,
    limitAlphabet,
    normalizer: { lowercase: !options.cased },
  });
  await saveTokenizer(tokenizer, output);
  const result = {
    output,
    tokens: tokenizer.vocabulary.size,
    lines: read.lines,
    seconds: (performance.now() - start) / 1000,
  };
  await writeResults(io.stdout, options.json ? jsonLine(result) : formatResult(result));
  return 0;
}

async function* listLines(files: readonly string[], read: { lines: number }): AsyncGenerator<string> {
  for (const file of files) {
    for await (const lines of readLines(file)) {
      read.lines += lines.length;
      yield* lines;
    }
  }
}

function formatResult({
  output,
  tokens,
  lines,
  seconds,
}: {
  output: string;
  tokens: number;
  lines: number;
  seconds: number;
}) {
  const numbers = `${tokens.toLocaleString('en-US')} tokens from ${lines.toLocaleString('en-US')} lines`;
  return `${numbers} in ${seconds.toFixed(1)} s\nsaved to ${output}\n`;
}
