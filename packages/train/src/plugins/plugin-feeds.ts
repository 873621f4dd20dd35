import type { Batch } from '@bertsmith/data';
import { ConfigError, type Tensor } from '@bertsmith/tensor';
import type { BatchState, PluginFeeds, TrainingPlugin } from './training-plugin.js';

/**
 * What the plugins feed for a batch, together.
 *
 * @throws ConfigError when two of them feed one input
 */
export async function pluginFeeds(
  plugins: readonly TrainingPlugin[],
  batch: Batch,
  state: BatchState,
): Promise<PluginFeeds> {
  const owners = new Map<string, string>();
  const feeds: Record<string, Tensor> = {};
  for (const plugin of plugins) {
    for (const [name, tensor] of Object.entries((await plugin.feeds?.(batch, state)) ?? {})) {
      const owner = owners.get(name);
      if (owner !== undefined) throw fedTwice(name, `the plugins '${owner}' and '${plugin.name}' both feed`);
      owners.set(name, plugin.name);
      feeds[name] = tensor;
    }
  }
  return feeds;
}

/**
 * A batch with what plugins feed beside it.
 *
 * @throws ConfigError when the batch has an input of that name
 */
export function withPluginFeeds(feeds: Record<string, Tensor>, further: PluginFeeds): Record<string, Tensor> {
  const name = Object.keys(further).find((each) => each in feeds);
  if (name !== undefined) throw fedTwice(name, 'a plugin feeds');
  return { ...feeds, ...further };
}

function fedTwice(name: string, who: string): ConfigError {
  return new ConfigError(
    `${who} the input '${name}', which is there already: begin the names of inputs with that of the plugin`,
    { name },
  );
}
