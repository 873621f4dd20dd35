import { ConfigError } from '@bertsmith/tensor';
import { type ParsedTaskName, requireKnownSettings } from '../tasks/parse-task-name.js';
import { isTableFormat } from './table-format.js';
import { createTableTask, type TableTask } from './table-task.js';

const SETTINGS = ['text', 'pair', 'label', 'score', 'validation', 'hold-out', 'seed', 'header', 'separator'];
/** A tab is hard to type on a command line. */
const NAMED_SEPARATORS: Readonly<Record<string, string>> = { tab: '\t' };

/**
 * The task that a name such as `csv:reviews.csv,text=review,label=stars` means; nothing when it starts with no format of
 * tables.
 *
 * @throws ConfigError for settings that are not known or out of range
 */
export function parseTableTask(task: string, { name, place, settings }: ParsedTaskName): TableTask | undefined {
  if (!isTableFormat(name)) return undefined;
  requireKnownSettings(task, settings, SETTINGS);
  const separator = settings.get('separator');
  return createTableTask(task, {
    format: name,
    path: place,
    validation: settings.get('validation'),
    text: settings.get('text'),
    pair: settings.get('pair'),
    label: settings.get('label'),
    score: settings.get('score'),
    holdOut: readNumber(task, 'hold-out', settings.get('hold-out')),
    seed: readNumber(task, 'seed', settings.get('seed')),
    hasHeader: readYesOrNo(task, 'header', settings.get('header')),
    separator: separator === undefined ? undefined : (NAMED_SEPARATORS[separator] ?? separator),
  });
}

function readNumber(task: string, setting: string, value: string | undefined): number | undefined {
  if (value === undefined || Number.isFinite(Number(value))) return value === undefined ? undefined : Number(value);
  throw new ConfigError(`task '${task}': ${setting} is '${value}', expected a number`, { task, [setting]: value });
}

function readYesOrNo(task: string, setting: string, value: string | undefined): boolean | undefined {
  if (value === undefined || value === 'yes' || value === 'no')
    return value === undefined ? undefined : value === 'yes';
  throw new ConfigError(`task '${task}': ${setting} is '${value}', expected yes or no`, { task, [setting]: value });
}
