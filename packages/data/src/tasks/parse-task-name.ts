/**
 * Names of tasks with a place and settings, as a command line has them, without a character that a shell would take for
 * its own:
 *
 *     NAME[:PLACE][,SETTING=VALUE]...      csv:reviews.csv,text=review,label=stars
 *
 * A comma, an equals sign or a per cent sign within a place or a value is written as in a URL: `%2C`, `%3D`, `%25`.
 */
import { ConfigError } from '@bertsmith/tensor';
import { nearestName } from './nearest-name.js';

/** The parts of a task's name. */
export interface ParsedTaskName {
  readonly name: string;
  /** A file or folder. */
  readonly place?: string;
  readonly settings: ReadonlyMap<string, string>;
}

/**
 * Takes a task's name apart.
 *
 * @throws ConfigError for a setting without a value, or one that is there twice
 * @example
 * parseTaskName('csv:reviews.csv,text=review').place; // 'reviews.csv'
 */
export function parseTaskName(text: string): ParsedTaskName {
  const [head = '', ...pairs] = text.split(',');
  const colon = head.indexOf(':');
  const name = colon < 0 ? head : head.slice(0, colon);
  const settings = new Map<string, string>();
  for (const pair of pairs) {
    const [, setting, value] = /^([^=]+)=(.+)$/s.exec(pair) ?? [];
    if (setting === undefined || value === undefined || settings.has(setting)) {
      const problem = setting === undefined ? `expected SETTING=VALUE, found '${pair}'` : `'${setting}' is there twice`;
      throw new ConfigError(`task '${text}': ${problem}; the form is NAME:FILE,SETTING=VALUE,...`, {
        task: text,
        pair,
      });
    }
    settings.set(setting, decode(value, text));
  }
  return colon < 0 ? { name, settings } : { name, place: decode(head.slice(colon + 1), text), settings };
}

/**
 * Checks that a task has only the settings that its kind knows.
 *
 * @throws ConfigError for another; the message lists those there are and names the nearest
 */
export function requireKnownSettings(task: string, settings: ReadonlyMap<string, string>, known: readonly string[]) {
  for (const setting of settings.keys()) {
    if (known.includes(setting)) continue;
    const nearest = nearestName(setting, known);
    const suggestion = nearest === undefined ? '' : `; did you mean '${nearest}'?`;
    throw new ConfigError(
      `task '${task}': there is no setting '${setting}'; known are: ${known.join(', ')}${suggestion}`,
      {
        task,
        setting,
        known,
      },
    );
  }
}

function decode(value: string, task: string): string {
  try {
    return decodeURIComponent(value);
  } catch (cause) {
    throw new ConfigError(`task '${task}': '${value}' has a % that is no code of a character; write it as %25`, {
      task,
      value,
      cause,
    });
  }
}
