import type { Command, Option } from 'commander';
import { knownName } from '../options/known-name.js';
import { MAXIMUM_COUNT, shareOption, wholeNumberOption } from '../options/number-options.js';
import { RequiredOption } from '../options/required-option.js';
import {
  dataOption,
  holdoutOption,
  jsonOption,
  maxExamplesOption,
  maxLengthOption,
  modelOption,
  onBadRowOption,
  taskOption,
  threadsOption,
} from '../options/shared-options.js';
import type { LoadTaskOptions } from '../task/load-task.js';
import { configOption, outputDirectoryOptions } from '../training/train-options.js';
import { QUANTIZATION_METHODS, type QuantizationMethod } from './quantization-methods.js';

/** What `bertsmith quantize` is told. */
export interface QuantizeCommandOptions extends Omit<LoadTaskOptions, 'task'> {
  readonly model: string;
  readonly method: QuantizationMethod;
  readonly task?: string;
  /** Training rows that layers are looked at on. */
  readonly calibration: number;
  /** The most that the task's metric may drop. */
  readonly maxDrop?: number;
  readonly output: string;
  readonly overwrite?: boolean;
  /** In tokens. Default: as the model was trained. */
  readonly maxLength?: number;
  readonly threads: number;
  readonly json?: boolean;
}

/** Enough for ranges that hold for other texts. */
const DEFAULT_CALIBRATION = 256;
/** Of one row nobody knows how large others are. */
const LEAST_CALIBRATION = 2;

/** Adds the options of `quantize` to its command. */
export function addQuantizeOptions(command: Command): Command {
  const method = new RequiredOption('--method <name>', `how weights are kept: ${QUANTIZATION_METHODS.join(', ')}`);
  const options = [
    modelOption(),
    method.argParser(knownName('method', QUANTIZATION_METHODS)),
    ...taskOptions(),
    ...outputDirectoryOptions(),
    configOption(),
    maxLengthOption(),
    threadsOption(),
    jsonOption('print the result as one line of JSON'),
  ];
  for (const option of options) command.addOption(option);
  return command;
}

function taskOptions(): Option[] {
  const calibration = wholeNumberOption({
    flag: '--calibration',
    description: 'training rows that ranges and errors are measured on, evenly spread',
    defaultValue: DEFAULT_CALIBRATION,
    minimum: LEAST_CALIBRATION,
    maximum: MAXIMUM_COUNT,
  });
  const drop = "the most that the task's metric may drop: layers stay in float until it does not (default: any)";
  return [
    taskOption('optional'),
    dataOption(),
    onBadRowOption(),
    holdoutOption(),
    maxExamplesOption(),
    calibration,
    shareOption('--max-drop', drop, '0.005 is half a point of accuracy'),
  ];
}
