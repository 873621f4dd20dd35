import type { Graph } from '@bertsmith/graph';
import type { ExecutionProvider } from './execution-providers.js';

type GraphicsProvider = Exclude<ExecutionProvider, 'cpu'>;

/** A product of integers, which no provider of a GPU has kernels for. */
const QUANTIZED_PRODUCT = 'QuantizedMatMul';

/** What `bench execution-providers` measured on an NVIDIA H200: an int8 model's time, in that of the float32 one. */
const MEASURED: Readonly<Record<GraphicsProvider, string>> = {
  webgpu: '7 to 10 times',
  cuda: '11 to 25 times',
};

/**
 * Warns (`BERTSMITH_INT8_ON_GPU`) of the first graph that multiplies 8-bit numbers on a GPU's provider, where float32 is faster.
 *
 * @returns what looks at a graph
 */
export function quantizedProductsWarning(provider: ExecutionProvider): (graph: Graph) => void {
  let hasWarned = provider === 'cpu';
  return (graph) => {
    if (hasWarned) return;
    const count = graph.nodes.filter(({ op }) => op.name === QUANTIZED_PRODUCT).length;
    if (count === 0) return;
    hasWarned = true;
    process.emitWarning(message(count, provider as GraphicsProvider), { code: 'BERTSMITH_INT8_ON_GPU' });
  };
}

function message(count: number, provider: GraphicsProvider): string {
  return (
    `this graph has products of 8-bit numbers (${count}), which onnxruntime's ${provider} provider has no kernels for: they run ` +
    `on the CPU, with copies there and back. On an NVIDIA H200 an int8 model took ${MEASURED[provider]} as long as its ` +
    'float32 model. Use the float model on a GPU, or the int8 model on the CPU.'
  );
}
