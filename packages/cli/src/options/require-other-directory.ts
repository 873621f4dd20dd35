import { ConfigError } from '@bertsmith/tensor';
import { realPath, requireKeptSources } from './require-kept-sources.js';

/** Options that name a model which is measured beside the new one, or taught it: who goes on with the run needs it again. */
const MODELS = { model: '--model', teacher: '--teacher' } as const;

/**
 * What is measured before and after is there before and after, whatever links its directory is reached by.
 *
 * @throws ConfigError when a model would be written over the one that it is made from, or remove it
 */
export function requireOtherDirectory(
  options: { readonly output: string } & { readonly [name in keyof typeof MODELS]?: string | undefined },
): void {
  const { output } = options;
  requireKeptSources(options);
  for (const [name, flag] of Object.entries(MODELS)) {
    const model = options[name as keyof typeof MODELS];
    if (model === undefined || realPath(model) !== realPath(output)) continue;
    throw new ConfigError(`--output is ${flag}, '${output}': the model would be gone; take another directory`, {
      path: output,
    });
  }
}
