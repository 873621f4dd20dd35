import { add, createGraph, input, matmul, multiply, parameter, reduceSum, softmax, type Value } from '@bertsmith/graph';
import { describe, expect, it } from 'vitest';
import { FP16_O2_POLICY, FP16_POLICY, INT8_POLICY } from '../policy/standard-policies.js';
import { explainPrecision } from './explain-precision.js';

const WEIGHT = 'encoder.layer.0.weight';
const x = input('x', 'float32', ['sequence', 4]) as Value<'float32'>;
const product = matmul(x, parameter(WEIGHT, 'float32', [4, 4]) as never, { transposeB: true }) as Value<'float32'>;
const biased = add(product, parameter('bias', 'float32', [4]) as never) as Value<'float32'>;
const halved = multiply(biased, 0.5) as Value<'float32'>;
const probabilities = softmax(halved) as Value<'float32'>;
const scores = matmul(probabilities, x as never, { transposeB: true }) as Value<'float32'>;
const graph = createGraph({ loss: reduceSum(multiply(scores, 2)) });

const decisions = (policy: typeof INT8_POLICY, weights?: (name: string) => boolean) =>
  explainPrecision(graph, policy, weights).map(({ op, dtype, reason }) => `${op} ${dtype}: ${reason}`);

describe('explainPrecision', () => {
  it('says what 16 bits reach, and where they end', () => {
    expect(decisions(FP16_POLICY)).toEqual([
      'MatMul float16: its op is allowed',
      'Add float16: all that comes in is float16',
      'Mul float16: all that comes in is float16',
      'Softmax float32: its op is denied',
      'MatMul float16: its op is allowed',
      'Mul float16: all that comes in is float16',
      'ReduceSum float32: its op is denied',
    ]);
  });

  it('says which products are of 8-bit numbers', () => {
    expect(decisions(INT8_POLICY).filter((each) => each.startsWith('MatMul'))).toEqual([
      'MatMul int8: it is a product with a weight',
      'MatMul float32: its right operand is no weight',
    ]);
    expect(decisions(INT8_POLICY, () => false)[0]).toBe(`MatMul float32: '${WEIGHT}' is left out`);
  });

  it('says which nodes read copies of weights', () => {
    expect(decisions(FP16_O2_POLICY).slice(0, 3)).toEqual([
      'MatMul float16: its op is allowed; its weight is a copy of float16',
      'Add float16: all that comes in is float16; its weight is a copy of float16',
      'Mul float16: all that comes in is float16',
    ]);
  });

  it('has another reason for products of which there is one for each text, whether sizes are names or numbers', () => {
    const stepOf = (tokens: number | string, texts: number | string) => {
      const rows = (count: number | string, name: string) => input(name, 'float32', [count, 4]) as Value<'float32'>;
      const weights = parameter(WEIGHT, 'float32', [4, 4]) as never;
      const products = [rows(tokens, 'x'), rows(texts, 'first')].map((each) =>
        reduceSum(matmul(each, weights) as Value<'float32'>),
      );
      return createGraph(Object.fromEntries(products.map((value, index) => [index, value])));
    };
    const reasons = (step: ReturnType<typeof stepOf>) =>
      explainPrecision(step, INT8_POLICY)
        .filter(({ op }) => op === 'MatMul')
        .map(({ dtype, reason }) => `${dtype}: ${reason}`);
    const expected = ['int8: it is a product with a weight', 'float32: it has a row for each text only'];
    expect(reasons(stepOf('batch*sequence', 'batch'))).toEqual(expected);
    expect(reasons(stepOf(2048, 32))).toEqual(expected);
    expect(reasons(stepOf('64*batch', 'batch'))).toEqual(expected);
  });

  it('refuses a policy that is none', () => {
    expect(() => explainPrecision(graph, { ...INT8_POLICY, allow: ['Softmax'], deny: [] })).toThrow(
      "'Softmax' has no 8-bit form",
    );
  });

  it('names types and the parameter', () => {
    const [first] = explainPrecision(graph, INT8_POLICY);
    expect(first?.types).toBe('float32[sequence, 4] x float32[4, 4] -> float32[sequence, 4]');
    expect(first?.parameter).toBe(WEIGHT);
  });

  it('says of an op in no list that it is in none', () => {
    const nothing = { ...FP16_POLICY, allow: [], promote: [], deny: [] };
    expect(decisions(nothing)[0]).toBe('MatMul float32: its op is in no list');
  });
});
