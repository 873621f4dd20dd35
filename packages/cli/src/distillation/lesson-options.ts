/** How a student learns from a teacher: options of `distill` and `prune`. */
import { ConfigError } from '@bertsmith/tensor';
import { Option } from 'commander';
import { knownName } from '../options/known-name.js';
import { decimalNumberOption } from '../options/number-options.js';

/** What can be learned of a teacher. */
const TRANSFERS = ['response', 'hidden', 'minilm'] as const;

/** See the top of the file. */
export interface LessonOptions {
  readonly temperature: number;
  /** The share of the teacher's answers in the loss. */
  readonly alpha: number;
  readonly transfer: (typeof TRANSFERS)[number];
  /** Where the teacher's outputs are kept. Default: in memory, or nowhere. */
  readonly teacherCache?: string;
}

/** Logits are flat long before. */
const HIGHEST_TEMPERATURE = 1000;

/** The options themselves. */
export function lessonOptions(): Option[] {
  return [
    decimalNumberOption({
      flag: '--temperature',
      description: 'what the logits of both are divided by',
      defaultValue: 2,
      minimum: 0,
      maximum: HIGHEST_TEMPERATURE,
    }),
    shareOption(),
    new Option(
      '--transfer <name>',
      `what is learned of the teacher beside its answers: ${TRANSFERS.join(', ')} (its answers alone, layers, or relations of attention)`,
    )
      .argParser(knownName('transfer', TRANSFERS))
      .default('response'),
    new Option(
      '--teacher-cache <dir>',
      "where the teacher's outputs are kept for this run and others (default: in memory, of layers nowhere)",
    ),
  ];
}

/** 0 is a share, too, which other options do not take. */
function shareOption(): Option {
  const option = new Option(
    '--alpha <number>',
    "the share of the teacher's answers in the loss; the labels have the rest",
  );
  return option.default(0.5).argParser((text: string) => {
    const share = text.trim() === '' ? Number.NaN : Number(text);
    if (share >= 0 && share <= 1) return share;
    throw new ConfigError(`--alpha is '${text}', expected a number from 0 to 1`, { flag: '--alpha', actual: text });
  });
}
