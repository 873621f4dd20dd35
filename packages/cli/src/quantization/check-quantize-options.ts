import { ConfigError } from '@bertsmith/tensor';
import type { Command } from 'commander';
import { givenFlag } from '../options/given-flag.js';
import { requireOtherDirectory } from '../options/require-other-directory.js';
import { CALIBRATED_METHODS, QUANTIZATION_METHODS } from './quantization-methods.js';
import type { QuantizeCommandOptions } from './quantize-options.js';

/** Options that say something of rows. */
const OF_TASK = ['data', 'onBadRow', 'holdout', 'maxExamples', 'calibration'];

/** @throws ConfigError when options contradict one another, or one is missing that another needs */
export function checkQuantizeOptions(command: Command, options: QuantizeCommandOptions): void {
  requireOtherDirectory(options);
  const { method, task, maxDrop } = options;
  if (task !== undefined) return;
  if (CALIBRATED_METHODS.includes(method)) {
    const others = QUANTIZATION_METHODS.filter((each) => !CALIBRATED_METHODS.includes(each));
    throw new ConfigError(
      `--method ${method} measures ranges on rows of a task, and there is none: give --task (and --data); ${others.join(', ')} need none`,
      { method },
    );
  }
  if (maxDrop !== undefined) {
    throw new ConfigError('--max-drop is about a score, and there is no task to score on: give --task (and --data)', {
      maxDrop,
    });
  }
  const wrong = givenFlag(command, (name) => OF_TASK.includes(name));
  if (wrong === undefined) return;
  throw new ConfigError(`${wrong} is about the rows of a task, and there is none: give --task`, { flag: wrong });
}
