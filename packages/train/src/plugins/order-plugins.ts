import { ConfigError } from '@bertsmith/tensor';
import type { TrainingPlugin } from './training-plugin.js';

/**
 * Sorts plugins as they ask to be; plugins that say nothing of each other keep their places (Kahn 1962, always taking the first
 * that is free).
 *
 * @throws ConfigError when two have the same name, two exclude each other, or their wishes form a circle
 */
export function orderPlugins(plugins: readonly TrainingPlugin[]): TrainingPlugin[] {
  requireUniqueNames(plugins);
  requireCompatible(plugins);
  const waiting = [...plugins];
  const ordered: TrainingPlugin[] = [];
  while (waiting.length > 0) {
    const free = waiting.findIndex(
      (plugin) => !waiting.some((other) => other !== plugin && mustPrecede(other, plugin)),
    );
    if (free < 0) {
      const names = waiting.map((plugin) => plugin.name).join(', ');
      throw new ConfigError(`the plugins ${names} want to come before each other in a circle`, { plugins: names });
    }
    ordered.push(...waiting.splice(free, 1));
  }
  return ordered;
}

function mustPrecede(first: TrainingPlugin, second: TrainingPlugin): boolean {
  const saysBefore = first.order?.before?.includes(second.name) ?? false;
  const saysAfter = second.order?.after?.includes(first.name) ?? false;
  return saysBefore || saysAfter;
}

function requireUniqueNames(plugins: readonly TrainingPlugin[]): void {
  const names = plugins.map((plugin) => plugin.name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new ConfigError(`the plugin '${repeated}' is there twice`, { plugin: repeated });
}

function requireCompatible(plugins: readonly TrainingPlugin[]): void {
  for (const plugin of plugins) {
    const excluded = plugins.find((other) => plugin.order?.excludes?.includes(other.name));
    if (excluded === undefined) continue;
    throw new ConfigError(`the plugins '${plugin.name}' and '${excluded.name}' cannot work together: leave one out`, {
      plugins: [plugin.name, excluded.name],
    });
  }
}
