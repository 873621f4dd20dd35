/** What onnxruntime-node runs graphs with, and what is particular to each. */

import { fuseBiasIntoGemm, type OnnxDomain, type Pass, STANDARD_PASSES } from '@bertsmith/graph';
import { ConfigError, type DType } from '@bertsmith/tensor';
import { CPU_PASSES } from './passes/cpu-passes.js';
import { foldScaleIntoMatMul } from './passes/fold-scale-into-matmul.js';
import { spellOutBatches } from './passes/spell-out-batches.js';

/** The names of {@link ExecutionProvider}. */
export const EXECUTION_PROVIDERS = ['cpu', 'webgpu', 'cuda'] as const;

/** An execution provider of the runtime. Nodes that a GPU's has no kernel for run on the CPU, with a copy there and back. */
export type ExecutionProvider = (typeof EXECUTION_PROVIDERS)[number];

/** How graphs are prepared for a provider. */
export interface ProviderTraits {
  readonly passes: readonly Pass[];
  /** Beyond the standard's, whose ops it has kernels for. */
  readonly domains: readonly OnnxDomain[];
  readonly productDTypes: readonly DType[];
  /** Whether it reads the memory that inputs are in; a GPU has a copy of its own. */
  readonly readsInPlace: boolean;
}

const TRAITS: Readonly<Record<ExecutionProvider, ProviderTraits>> = {
  cpu: {
    passes: CPU_PASSES,
    domains: ['com.microsoft'],
    productDTypes: ['float32', 'float64', 'float16', 'int8'],
    readsInPlace: true,
  },
  // It has no FusedMatMul: products with transposed operands are a Transpose and a MatMul.
  webgpu: {
    passes: [...STANDARD_PASSES, fuseBiasIntoGemm],
    domains: [],
    productDTypes: ['float32', 'float16'],
    readsInPlace: false,
  },
  cuda: {
    passes: [...STANDARD_PASSES, spellOutBatches, foldScaleIntoMatMul, fuseBiasIntoGemm],
    domains: ['com.microsoft'],
    productDTypes: ['float32', 'float64', 'float16'],
    readsInPlace: false,
  },
};

/** @throws ConfigError for a provider that there is not */
export function providerTraits(provider: ExecutionProvider): ProviderTraits {
  if (Object.hasOwn(TRAITS, provider)) return TRAITS[provider];
  const known = EXECUTION_PROVIDERS.join(', ');
  throw new ConfigError(`createOnnxRuntimeBackend: executionProvider is one of ${known}, got '${provider}'`, {
    executionProvider: provider,
    known: EXECUTION_PROVIDERS,
  });
}
