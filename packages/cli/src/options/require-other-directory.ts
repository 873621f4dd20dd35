import { ConfigError } from '@bertsmith/tensor';
import { realPath, requireKeptSources } from './require-kept-sources.js';

/**
 * What is measured before and after is there before and after, whatever links its directory is reached by.
 *
 * @throws ConfigError when a model would be written over the one that it is made from, or remove it
 */
export function requireOtherDirectory(
  options: { readonly output: string } & ({ readonly model: string } | { readonly teacher: string }),
): void {
  const { output } = options;
  const [flag, source] = 'model' in options ? ['--model', options.model] : ['--teacher', options.teacher];
  requireKeptSources(options);
  if (realPath(source) !== realPath(output)) return;
  throw new ConfigError(`--output is ${flag}, '${output}': the model would be gone; take another directory`, {
    path: output,
  });
}
