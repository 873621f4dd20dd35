/**
 * The settings of a run as a file: written beside the model, and read again by `--config`, so that a run can be repeated.
 */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PRESET_NAMES } from '@bertsmith/bert-core';
import { ConfigError, FormatError } from '@bertsmith/tensor';
import { readTextFileOrFail, writeFilesTogether } from '@bertsmith/tensor/files';
import type { Command, Option } from 'commander';
import { parseDocument, stringify } from 'yaml';
import { suggestion } from '../options/known-name.js';
import { VOCABULARY_TEXTS } from '../pruning/prune-options.js';

/** What the file is called. */
export const RUN_CONFIG_FILE = 'training_config.yaml';

/** Options about one call, not about the run. */
const PASSING = ['config', 'resume', 'overwrite', 'json'];

/** Options that are paths. */
const PATHS = ['output', 'data', 'model', 'teacher', 'teacherCache', 'corpus', 'tensorboard', 'log'];

/** Options that are paths unless they are one of some names. */
const PATHS_OR_NAMES: Readonly<Record<string, readonly unknown[]>> = {
  student: PRESET_NAMES,
  vocabularyTexts: VOCABULARY_TEXTS,
};

function isPath(name: string, value: unknown): boolean {
  return PATHS.includes(name) || PATHS_OR_NAMES[name]?.includes(value) === false;
}

/** All options of a run, its defaults included, as YAML. Paths are absolute, so that it can be repeated from anywhere. */
export function formatRunConfig(options: object): string {
  return stringify(settingsOf(options));
}

/** What a tokenized corpus hangs on, and no checkpoint knows. */
const OF_CORPORA = ['corpus', 'format', 'holdout', 'vocabSize', 'model'];

/**
 * Writes down what a run is told, before it tokenizes anything; or, where it goes on, checks that it is told the same: it takes up its own
 * tokenized corpus, not what the options say.
 *
 * @throws ConfigError for an option with another value than the run's; FormatError when its settings are no YAML
 */
export async function beginOrCheckRun(output: string, options: object): Promise<void> {
  const path = join(output, RUN_CONFIG_FILE);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return await writeFilesTogether([[path, formatRunConfig(options)]]);
  const saved = readSettings(text, path);
  const current = settingsOf(options);
  const name = OF_CORPORA.find((each) => saved[each] !== current[each]);
  if (name === undefined) return;
  const [was, is] = [saved, current].map((settings) => JSON.stringify(settings[name]) ?? 'not given');
  throw new ConfigError(
    `cannot resume the run in '${output}': ${name} was ${was} and is ${is} now; resume it with the options in ${path} (--config), or take another directory`,
    { path, option: name, expected: saved[name], actual: current[name] },
  );
}

function settingsOf(options: object): Record<string, unknown> {
  const settings = Object.entries(options)
    .filter(([name, value]) => !PASSING.includes(name) && value !== undefined)
    .map(([name, value]) => [name, settingOf(name, value)] as const);
  const place = 'task' in options && !('data' in options) && hasPlace(String(options.task)) ? resolve('.') : undefined;
  return { ...Object.fromEntries(settings), ...(place !== undefined && { data: place }) };
}

/** As it would be typed: a list with commas. */
function settingOf(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.join(',');
  return isPath(name, value) ? resolve(String(value)) : value;
}

/** `csv:reviews.csv` is relative to the working directory, or to `data`. */
function hasPlace(task: string): boolean {
  return task.includes(':');
}

/**
 * Gives a command the options of a file, as if they had been typed; what was typed stays, and where that is another task, the place of the
 * file's rows is none of its.
 *
 * @throws InputError when the file cannot be read, FormatError when it is no YAML or JSON
 * @throws ConfigError for an option that the command does not have, or a value that it does not take
 */
export async function applyRunConfig(command: Command, path: string): Promise<void> {
  const settings = readSettings(await readTextFileOrFail(path), path);
  const isOtherTask = hasOtherTask(command, settings);
  for (const [name, value] of Object.entries(settings)) {
    const option = findOption(command, name, path);
    if (isOtherTask && option.attributeName() === 'data') continue;
    if (command.getOptionValueSource(option.attributeName()) === 'cli') continue;
    command.setOptionValueWithSource(option.attributeName(), readValue(option, value, path), 'config');
  }
}

function hasOtherTask(command: Command, { task }: Record<string, unknown>): boolean {
  return command.getOptionValueSource('task') === 'cli' && command.getOptionValue('task') !== task;
}

function readSettings(text: string, path: string): Record<string, unknown> {
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem !== undefined) {
    throw new FormatError(`${path}: line ${problem.linePos?.[0].line ?? 1}: ${problem.message.split('\n')[0]}`, {
      path,
    });
  }
  const settings: unknown = document.toJS();
  if (settings === null || typeof settings !== 'object' || Array.isArray(settings)) {
    throw new FormatError(`${path}: expected options by name, such as "epochs: 3"`, { path });
  }
  return settings as Record<string, unknown>;
}

/** Names are those of the file that is written, or of the flags. */
function findOption(command: Command, name: string, path: string): Option {
  const options = command.options.filter((option) => !PASSING.includes(option.attributeName()));
  const found = options.find((option) => option.attributeName() === name || option.name() === name);
  if (found !== undefined) return found;
  const known = options.map((option) => option.attributeName());
  throw new ConfigError(
    `${path}: there is no option '${name}'; known are: ${known.join(', ')}${suggestion(name, known)}`,
    { path, option: name, known },
  );
}

function readValue(option: Option, value: unknown, path: string): unknown {
  if (value === null || typeof value === 'object') {
    throw new ConfigError(`${path}: ${option.attributeName()} is ${JSON.stringify(value)}, expected one value`, {
      path,
      option: option.attributeName(),
      actual: value,
    });
  }
  if (option.isBoolean()) return readFlag(option, value, path);
  const text = String(value);
  try {
    return option.parseArg === undefined ? text : option.parseArg(text, undefined);
  } catch (cause) {
    throw new ConfigError(`${path}: ${(cause as Error).message}`, { path, option: option.attributeName(), cause });
  }
}

function readFlag(option: Option, value: unknown, path: string): boolean {
  if (typeof value === 'boolean') return value;
  const name = option.attributeName();
  throw new ConfigError(`${path}: ${name} is ${JSON.stringify(value)}, expected true or false`, {
    path,
    option: name,
    actual: value,
  });
}
