import { ConfigError } from '@bertsmith/tensor';
import { type ParsedTaskName, requireKnownSettings } from '../tasks/parse-task-name.js';
import type { TokenClassificationTask } from '../tasks/task.js';
import { createNerTask, NER_TASK } from './ner-task.js';
import { TAG_SCHEMES, type TagScheme } from './tag-scheme.js';

const SETTINGS = ['validation', 'scheme', 'word-column', 'tag-column', 'comments'];
/** Other names of two schemes. */
const SCHEME_ALIASES: Readonly<Record<string, TagScheme>> = { BIO: 'IOB2', IOBES: 'BIOES' };

/**
 * The task that a name such as `ner:conll2003,scheme=IOB1` means; nothing when it does not start with `ner`.
 *
 * @throws ConfigError for settings that are not known or out of range
 */
export function parseNerTask(
  task: string,
  { name, place, settings }: ParsedTaskName,
): TokenClassificationTask | undefined {
  if (name !== NER_TASK.name) return undefined;
  requireKnownSettings(task, settings, SETTINGS);
  return createNerTask(task, {
    path: place,
    validation: settings.get('validation'),
    scheme: readScheme(task, settings.get('scheme')),
    wordColumn: readColumn(task, 'word-column', settings.get('word-column')),
    tagColumn: readColumn(task, 'tag-column', settings.get('tag-column')),
    comments: settings.get('comments'),
  });
}

function readScheme(task: string, value: string | undefined): TagScheme | undefined {
  if (value === undefined) return undefined;
  const name = value.toUpperCase();
  const scheme = SCHEME_ALIASES[name] ?? name;
  if (Object.hasOwn(TAG_SCHEMES, scheme)) return scheme as TagScheme;
  const known = [...Object.keys(TAG_SCHEMES), ...Object.keys(SCHEME_ALIASES)].join(', ');
  throw new ConfigError(`task '${task}': there is no scheme '${value}'; known are: ${known}`, { task, scheme: value });
}

function readColumn(task: string, setting: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const column = Number(value);
  if (Number.isInteger(column) && column >= 1) return column;
  throw new ConfigError(`task '${task}': ${setting} is '${value}', expected a whole number from 1`, { task, value });
}
