import { ConfigError } from '@bertsmith/tensor';
import { realPath, requireKeptSources } from './require-kept-sources.js';

/**
 * What is measured before and after is there before and after, whatever links its directory is reached by.
 *
 * @throws ConfigError when a model would be written over the one that it is made from, or remove it
 */
export function requireOtherDirectory(options: { readonly model: string; readonly output: string }): void {
  const { model, output } = options;
  requireKeptSources(options);
  if (realPath(model) !== realPath(output)) return;
  throw new ConfigError(`--output is --model, '${output}': the model would be gone; take another directory`, {
    path: output,
  });
}
