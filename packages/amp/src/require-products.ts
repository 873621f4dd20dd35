import type { Backend } from '@bertsmith/graph';
import { BackendError } from '@bertsmith/tensor';
import type { CompleteMixedPrecisionOptions } from './mixed-precision-options.js';

/** @throws BackendError when a backend has no products of the dtype that a policy asks it for */
export function requireProducts(backend: Backend, { policy, arithmetic }: CompleteMixedPrecisionOptions): void {
  const { name, productDTypes } = backend;
  const { dtype } = policy;
  const isAsked = dtype === 'int8' || arithmetic === 'native';
  if (!isAsked || productDTypes === undefined || productDTypes.includes(dtype)) return;
  const instead = dtype === 'int8' ? 'take another policy' : "take arithmetic: 'emulated', or another policy";
  throw new BackendError(
    `mixedPrecision: the backend '${name}' has no products of ${dtype}; it has those of ${productDTypes.join(', ')}: ${instead}`,
    { backend: name, dtype, known: productDTypes },
  );
}
