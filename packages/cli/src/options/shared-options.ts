/** Options that several commands take, with the same meaning and default everywhere. */
import { defaultThreads, EXECUTION_PROVIDERS } from '@bertsmith/backend-onnxruntime';
import { SENTENCE_POOLINGS } from '@bertsmith/bert-core';
import { BUILT_IN_TASKS, findTask } from '@bertsmith/data';
import { Option } from 'commander';
import { knownName } from './known-name.js';
import { MAXIMUM_COUNT, wholeNumberOption } from './number-options.js';
import { RequiredOption } from './required-option.js';

/** Tokens of a text: `[CLS]`, one of its own, `[SEP]`. */
const SHORTEST_LENGTH = 3;
const MAX_LENGTH = {
  flag: '--max-length',
  description: 'tokens of a text; longer ones are cut',
  minimum: SHORTEST_LENGTH,
};
/** Longer texts are cut to this many tokens unless `--max-length` says otherwise. */
export const DEFAULT_MAX_LENGTH = 128;
/** Examples of one run of the graph unless `--batch-size` says otherwise. */
export const DEFAULT_BATCH_SIZE = 32;
/** More threads than any machine has cores are a slip of the finger. */
const MOST_THREADS = 1024;

/** `--task`, required unless it is said to be optional. */
export function taskOption(necessity: 'required' | 'optional' = 'required'): Option {
  const names = BUILT_IN_TASKS.map(({ name }) => name);
  const description = `labelled data, one of ${names.join(', ')}, or a table: csv:FILE,text=COLUMN,label=COLUMN`;
  const Kind = necessity === 'required' ? RequiredOption : Option;
  return new Kind('--task <name>', description).argParser((name) => findTask(name).name);
}

/** `--data`. */
export function dataOption(): Option {
  return new Option('--data <path>', "the task's folder or file, as published (default: wherever the task says)");
}

/** `--on-bad-row`. */
export function onBadRowOption(): Option {
  const names = ['error', 'skip'];
  const option = new Option('--on-bad-row <policy>', 'what to do with a row that cannot be used: error, skip');
  return option.argParser(knownName('policy', names)).default('error');
}

/** `--holdout`. */
export function holdoutOption(): Option {
  const description = 'score also on the training examples whose SHA-1 is divisible by it, which train keeps out';
  return wholeNumberOption({ flag: '--holdout', description, minimum: 2, maximum: MAXIMUM_COUNT });
}

/** `--model`, required. */
export function modelOption(): Option {
  return new RequiredOption('--model <dir>', 'a directory that train, or Hugging Face transformers, wrote');
}

/** `--max-length`. @param fallback goes on behind `(default: ` */
export function maxLengthOption(fallback = `as the model was trained, or ${DEFAULT_MAX_LENGTH}`): Option {
  const description = `${MAX_LENGTH.description} (default: ${fallback})`;
  return wholeNumberOption({ ...MAX_LENGTH, description, maximum: MAXIMUM_COUNT });
}

/** `--batch-size`. */
export function batchSizeOption(): Option {
  const description = 'examples that are computed together';
  const bounds = { defaultValue: DEFAULT_BATCH_SIZE, minimum: 1, maximum: MAXIMUM_COUNT };
  return wholeNumberOption({ flag: '--batch-size', description, ...bounds });
}

/** `--batch-size`, for commands that make batches by tokens where nobody says how large they are. */
export function textBatchSizeOption(): Option {
  const description = 'texts that are computed together (default: as many as have 512 tokens, 64 at most)';
  return wholeNumberOption({ flag: '--batch-size', description, minimum: 1, maximum: MAXIMUM_COUNT });
}

/** `--pooling`. */
export function poolingOption(what: string): Option {
  const option = new Option('--pooling <name>', `${what}: ${SENTENCE_POOLINGS.join(', ')}`);
  return option.argParser(knownName('pooling', SENTENCE_POOLINGS));
}

/** `--input`, for commands that read texts. */
export function inputOption(): Option {
  return new Option('--input <file>', 'a text on each line, or a JSON object; "-" is standard input');
}

/** `--output`, for commands that write a line for each text. */
export function outputFileOption(): Option {
  return new Option('--output <file>', 'where the answers go instead of standard output');
}

/** `--threads`. */
export function threadsOption(): Option {
  const description = 'threads of the computation; 2 unless there are fewer cores';
  const bounds = { defaultValue: defaultThreads(), minimum: 1, maximum: MOST_THREADS };
  return wholeNumberOption({ flag: '--threads', description, ...bounds });
}

/** `--provider`. */
export function providerOption(): Option {
  const option = new Option('--provider <name>', `what computes: ${EXECUTION_PROVIDERS.join(', ')}`);
  return option.argParser(knownName('provider', EXECUTION_PROVIDERS)).default('cpu');
}

/** `--max-examples`. */
export function maxExamplesOption(): Option {
  const description = 'for a quick look: so many examples at most, evenly spread (default: all)';
  return wholeNumberOption({ flag: '--max-examples', description, minimum: 1, maximum: MAXIMUM_COUNT });
}

/** `--json`. @param what the last lines on standard output are */
export function jsonOption(what: string): Option {
  return new Option('--json', what);
}
