import { type ArenaEntry, ConfigError } from '@bertsmith/tensor';
import type { ParameterGroup } from './parameter-group.js';

/**
 * The entries of an arena that a group's patterns name.
 *
 * @throws ConfigError when there is no pattern, one fits nothing, or a stacked parameter is named in part
 */
export function matchParameters(group: ParameterGroup, entries: readonly ArenaEntry[]): ArenaEntry[] {
  const patterns = patternsOf(group);
  const expressions = patterns.map(asExpression);
  expressions.forEach((expression, index) => {
    if (entries.some((entry) => namesOf(entry).some((name) => expression.test(name)))) return;
    throw new ConfigError(
      `parameter group: no parameter is called '${patterns[index]}'; the names begin with ${firstNames(entries)}`,
      { pattern: patterns[index] },
    );
  });
  return entries.filter((entry) => isNamed(entry, (name) => expressions.some((expression) => expression.test(name))));
}

function patternsOf({ parameters }: ParameterGroup): readonly string[] {
  const patterns = typeof parameters === 'string' ? [parameters] : parameters;
  const areNames = Array.isArray(patterns) && patterns.length > 0 && patterns.every((each) => typeof each === 'string');
  if (areNames) return patterns;
  throw new ConfigError(
    `parameter group: \`parameters\` must be a name or a list of names, in which * stands for any characters, not ${JSON.stringify(parameters)}`,
    { parameters },
  );
}

function asExpression(pattern: string): RegExp {
  const literals = pattern.split('*').map((literal) => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literals.join('.*')}$`);
}

function namesOf({ specification: { name, parts = [] } }: ArenaEntry): string[] {
  return [name, ...parts.map((part) => part.name)];
}

function isNamed({ specification: { name, parts = [] } }: ArenaEntry, isMatch: (name: string) => boolean): boolean {
  if (isMatch(name)) return true;
  const named = parts.filter((part) => isMatch(part.name));
  if (named.length === 0 || named.length === parts.length) return named.length > 0;
  throw new ConfigError(
    `parameter group: '${named[0]?.name}' lies in one piece with ${parts.map((part) => `'${part.name}'`).join(', ')}: name all of them, or '${name}'`,
    { name, parts: parts.map((part) => part.name) },
  );
}

function firstNames(entries: readonly ArenaEntry[]): string {
  return entries
    .slice(0, 3)
    .map(({ specification: { name } }) => `'${name}'`)
    .join(', ');
}
