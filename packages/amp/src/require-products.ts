import type { Backend } from '@bertsmith/graph';
import { BackendError, type DType } from '@bertsmith/tensor';
import type { CompleteMixedPrecisionOptions } from './mixed-precision-options.js';

/** @throws BackendError when a backend does not have a dtype that a policy, or the storage of activations, asks it for */
export function requireProducts(backend: Backend, options: CompleteMixedPrecisionOptions): void {
  const { policy, arithmetic, storeActivations } = options;
  const { dtype } = policy;
  const instead = dtype === 'int8' ? 'take another policy' : "take arithmetic: 'emulated', or another policy";
  if (dtype === 'int8' || arithmetic === 'native') {
    requireDType(backend, dtype, (known) => `products of ${dtype}; it has those of ${known}: ${instead}`);
  }
  if (storeActivations) {
    requireDType(
      backend,
      'float16',
      (known) => `float16 to store activations in, but ${known}: leave out storeActivations`,
    );
  }
}

function requireDType({ name, productDTypes: known }: Backend, dtype: DType, missing: (known: string) => string): void {
  if (known === undefined || known.includes(dtype)) return;
  throw new BackendError(`mixedPrecision: the backend '${name}' has no ${missing(known.join(', '))}`, {
    backend: name,
    dtype,
    known,
  });
}
