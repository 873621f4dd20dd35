import { resolve } from 'node:path';
import { ConfigError } from '@bertsmith/tensor';

/**
 * What is measured before and after is there before and after.
 *
 * @throws ConfigError when a model would be written over the one that it is made from
 */
export function requireOtherDirectory({ model, output }: { readonly model: string; readonly output: string }): void {
  if (resolve(model) !== resolve(output)) return;
  throw new ConfigError(`--output is --model, '${output}': the model would be gone; take another directory`, {
    path: output,
  });
}
