import { ConfigError } from '@bertsmith/tensor';
import type { Command } from 'commander';
import { fitMaxLength } from '../model/fit-max-length.js';
import { MAX_POSITIONS } from './train-options.js';

/** Options that say what a model from scratch is like. */
const OF_FRESH_MODELS = ['preset', 'vocabSize'];

/** @throws ConfigError when a model is given, and also what one from scratch should be like; or when that would be asked too much */
export function checkModelOptions(command: Command): void {
  if (command.getOptionValue('model') === undefined) {
    fitMaxLength(command.getOptionValue('maxLength'), { maxPositionEmbeddings: MAX_POSITIONS });
    return;
  }
  const wrong = command.options.find(
    (option) =>
      OF_FRESH_MODELS.includes(option.attributeName()) &&
      command.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (wrong === undefined) return;
  throw new ConfigError(
    `${wrong.long} says what a model from scratch is like, and --model gives one: leave one of them out`,
    {
      flag: wrong.long,
    },
  );
}
