import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import {
  cast,
  createGraph,
  exponential,
  gradients,
  input,
  matmul,
  multiply,
  parameter,
  reduceSum,
  roundTo,
  type Value,
} from '@bertsmith/graph';
import { type Tensor, tensor } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { firstNonFinite } from './first-non-finite.js';

const x = input('x', 'float32', ['batch', 2]);
const weight = parameter('layer.weight', 'float32', [2, 3]);
const product = matmul(x, weight) as Value<'float32'>;

const sumOf = (value: Value) => createGraph({ loss: reduceSum(value as Value<'float32'>) });

async function firstOf(graph: ReturnType<typeof createGraph>, data: readonly number[], weights: readonly number[]) {
  const feeds: Record<string, Tensor> = {
    x: tensor('float32', [1, 2], Float32Array.from(data)),
    unread: tensor('float32', [], Float32Array.of(1)),
  };
  const parameters = new Map<string, Tensor>([['layer.weight', tensor('float32', [2, 3], Float32Array.from(weights))]]);
  return await firstNonFinite({ graph, feeds, parameters, backend: createOnnxRuntimeBackend(), threads: 1 });
}

const ONES = [1, 1, 1, 1, 1, 1];

describe('the first value that is not finite', () => {
  it('is none when all are', async () => {
    expect(await firstOf(sumOf(exponential(product)), [1, 2], ONES)).toBeUndefined();
  });

  it('is an input or a parameter', async () => {
    const graph = sumOf(exponential(product));
    expect(await firstOf(graph, [Number.NaN, 2], ONES)).toBe('x');
    expect(await firstOf(graph, [1, 2], [Number.POSITIVE_INFINITY, ...ONES.slice(1)])).toBe('layer.weight');
  });

  it('is the value where it began, in the forward pass', async () => {
    const graph = sumOf(multiply(exponential(product), 0));
    expect(await firstOf(graph, [60, 60], ONES)).toBe(
      'Exp of the forward pass, behind layer.weight, float32[batch, 3]',
    );
  });

  it('is one of the backward pass', async () => {
    // What is multiplied by 0 gives a loss of 0, and its gradient on the way is 1e60.
    const scaled = multiply(multiply(multiply(product, 0), 1e30), 1e30) as Value<'float32'>;
    const { graph } = gradients(sumOf(scaled));
    const found = await firstOf(graph, [1, 1], ONES);
    expect(found).toBe('Mul of the backward pass, float32[batch, 3]');
  });

  it('is a parameter that is rounded', async () => {
    const graph = sumOf(matmul(x, roundTo(weight as Value<'float32'>, 'float16') as never) as Value);
    const found = await firstOf(graph, [1, 1], [1e6, 1, 1, 1, 1, 1]);
    expect(found).toBe('layer.weight, rounded to float16, float32[2, 3]');
  });

  it.each([
    ['RoundTo', roundTo(product, 'float16')],
    ['Cast', cast(cast(product, 'float16') as Value, 'float32')],
  ])('says in what a number is too large that float32 has: %s', async (_, rounded) => {
    const graph = sumOf(multiply(rounded as Value<'float32'>, 0));
    expect(await firstOf(graph, [40_000, 40_000], ONES)).toMatch(
      /^MatMul of the forward pass, behind layer\.weight, rounded to float16, float(16|32)\[batch, 3\]$/,
    );
  });
});
