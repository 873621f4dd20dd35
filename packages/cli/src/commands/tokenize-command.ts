import { InputError } from '@bertsmith/tensor';
import type { Encoding, WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { loadTokenizer, readLines } from '@bertsmith/tokenizer-wordpiece/files';
import { Command } from 'commander';
import type { CommandIo } from '../command-io.js';
import { MAXIMUM_COUNT, wholeNumberOption } from '../options/number-options.js';
import { RequiredOption } from '../options/required-option.js';
import { jsonOption } from '../options/shared-options.js';
import { writeResults } from '../streams/write-results.js';
import type { Finish } from './finish.js';

interface TokenizeOptions {
  readonly tokenizer: string;
  readonly pairSeparator?: string;
  readonly maxLength?: number;
  readonly specialTokens: boolean;
  readonly input: string;
  readonly json?: boolean;
  readonly codePoints?: boolean;
}

const STANDARD_INPUT = '-';

/** `bertsmith tokenize`: the tokens of each line. */
export function tokenizeCommand(io: CommandIo, finish: Finish): Command {
  return new Command('tokenize')
    .description('Cut each line of a text into tokens, as the model of the tokenizer reads it.')
    .addOption(new RequiredOption('--tokenizer <path>', 'a directory, a tokenizer.json or a vocab.txt'))
    .option('--input <file>', 'a text on each line; "-" is standard input', STANDARD_INPUT)
    .option('--pair-separator <text>', 'what separates the two texts of a pair in a line')
    .addOption(
      wholeNumberOption({
        flag: '--max-length',
        description: 'tokens of a line, special tokens included; longer ones are cut (default: all)',
        minimum: 1,
        maximum: MAXIMUM_COUNT,
      }),
    )
    .option('--no-special-tokens', 'leave out [CLS] and [SEP]')
    .addOption(jsonOption('print ids, tokens, token types and offsets of each line as one line of JSON'))
    .option('--code-points', 'count offsets in code points, as Python does, instead of UTF-16 code units')
    .action(async (options: TokenizeOptions) => finish(await tokenize(options, io)));
}

async function tokenize(options: TokenizeOptions, io: CommandIo): Promise<number> {
  const isPiped = options.input === STANDARD_INPUT;
  if (isPiped && io.stdin.isTTY === true) {
    throw new InputError('there is no text to tokenize: name a file with --input, or pipe in a text a line', {});
  }
  const tokenizer = await loadTokenizer(options.tokenizer);
  const source = isPiped ? (io.stdin as AsyncIterable<Uint8Array | string>) : options.input;
  for await (const lines of readLines(source)) {
    await writeResults(
      io.stdout,
      lines.map((line) => formatLine(encodeLine(tokenizer, line, options), options)).join(''),
    );
  }
  return 0;
}

function encodeLine(tokenizer: WordPieceTokenizer, line: string, options: TokenizeOptions): Encoding {
  const { pairSeparator, maxLength, specialTokens, codePoints } = options;
  const at = pairSeparator ? line.indexOf(pairSeparator) : -1;
  return tokenizer.encode(at < 0 ? line : line.slice(0, at), {
    pair: at < 0 ? undefined : line.slice(at + (pairSeparator as string).length),
    maxLength,
    addSpecialTokens: specialTokens,
    offsetUnit: codePoints ? 'codePoint' : 'codeUnit',
  });
}

function formatLine(encoding: Encoding, { json }: TokenizeOptions): string {
  const tokens = encoding.tokens();
  if (!json) return `${tokens.join(' ')}\n`;
  const fields = {
    ids: Array.from(encoding.inputIds),
    tokens,
    typeIds: Array.from(encoding.tokenTypeIds),
    offsets: tokens.map((_, token) => encoding.span(token)),
  };
  return `${JSON.stringify(fields)}\n`;
}
