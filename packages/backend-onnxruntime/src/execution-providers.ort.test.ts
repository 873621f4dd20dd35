import { type AnyOp, applyPasses, createGraph, type Graph, OP_TABLE, type Value } from '@bertsmith/graph';
import { buildExample, checkLowering } from '@bertsmith/graph/conformance';
import { ConfigError } from '@bertsmith/tensor';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ExecutionProvider } from './execution-providers.js';
import { createOnnxRuntimeBackend } from './onnxruntime-backend.js';
import { spellOutBatches } from './passes/spell-out-batches.js';
import { quantizedProductsWarning } from './quantized-products-warning.js';

const hasDriver = process.env.VK_DRIVER_FILES !== undefined;
/** It rounds to 16 bits and back, which a software driver does not have. */
const NEEDS_HALF = 'RoundTo';

const opOf = (name: string) => OP_TABLE.find((op) => op.name === name) as AnyOp;

function exampleGraph(name: string): Graph {
  const op = opOf(name);
  const { outputs } = buildExample(op, op.examples[0] as AnyOp['examples'][number]);
  return createGraph({ y: outputs[0] as Value });
}

describe.skipIf(!hasDriver)('every op on WebGPU (skipped without a Vulkan driver: VK_DRIVER_FILES)', () => {
  const backend = createOnnxRuntimeBackend({ executionProvider: 'webgpu' });
  for (const op of OP_TABLE.filter(({ name }) => name !== NEEDS_HALF)) {
    for (const example of op.examples) {
      it(`${op.name} (${example.title}): equals the reference evaluation`, () => checkLowering(op, example, backend));
    }
  }
});

describe('an execution provider', () => {
  it('that there is not is refused, with those that there are', () => {
    const unknown = () => createOnnxRuntimeBackend({ executionProvider: 'metal' as ExecutionProvider });
    expect(unknown).toThrow(ConfigError);
    expect(unknown).toThrow("executionProvider is one of cpu, webgpu, cuda, got 'metal'");
  });

  it.each(['webgpu', 'cuda'] as const)('%s of a GPU has no products of 8-bit numbers', (executionProvider) => {
    const { name, productDTypes, hasDeviceMemory } = createOnnxRuntimeBackend({ executionProvider });
    expect(name).toBe(`onnxruntime (${executionProvider})`);
    expect(productDTypes).not.toContain('int8');
    expect(hasDeviceMemory).toBe(true);
    expect(createOnnxRuntimeBackend().hasDeviceMemory).toBe(false);
  });
});

describe('products of 8-bit numbers', () => {
  afterEach(() => vi.restoreAllMocks());

  it.each([
    ['webgpu', 'QuantizedMatMul', 1],
    ['cuda', 'QuantizedMatMul', 1],
    ['cuda', 'MatMul', 0],
    ['cpu', 'QuantizedMatMul', 0],
  ] as const)('%s, %s: warnings', (provider, op, count) => {
    const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const warn = quantizedProductsWarning(provider);
    // Once is enough.
    for (let time = 0; time < 2; time++) warn(exampleGraph(op));
    expect(emitWarning).toHaveBeenCalledTimes(count);
    if (count === 0) return;
    const [message, options] = emitWarning.mock.calls[0] as [string, object];
    expect(message).toMatch(/products of 8-bit numbers \(1\), .*H200 .*times as long as its float32 model/);
    expect(options).toEqual({ code: 'BERTSMITH_INT8_ON_GPU' });
  });
});

describe('spell-out-batches', () => {
  const backend = createOnnxRuntimeBackend({ passes: [spellOutBatches] });
  for (const example of opOf('MatMul').examples) {
    it(`MatMul (${example.title}): gives the same`, () => checkLowering(opOf('MatMul'), example, backend));
  }

  it('repeats operands whose batches are broadcast in both, and no others', () => {
    const repeated = opOf('MatMul').examples.map((example) => {
      const { outputs } = buildExample(opOf('MatMul'), example);
      const graph = createGraph({ y: outputs[0] as Value });
      const { nodes } = applyPasses(graph, [spellOutBatches], { verify: true });
      return [example.title, nodes.filter(({ op }) => op.name === 'Expand').length];
    });
    expect(repeated.filter(([, count]) => count !== 0)).toEqual([['broadcast batches', 2]]);
  });
});
