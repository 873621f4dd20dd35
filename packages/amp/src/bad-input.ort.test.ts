import { createGraph, multiply, type Value } from '@bertsmith/graph';
import { BackendError, ConfigError, TrainingError } from '@bertsmith/tensor';
import type { TrainingPlugin } from '@bertsmith/train';
import { describe, expect, it } from 'vitest';
import { tinyModel, train } from '../test/tiny-task.js';
import { mixedPrecision } from './mixed-precision.js';
import type { MixedPrecisionOptions } from './mixed-precision-options.js';
import type { PrecisionPolicy } from './policy/precision-policy.js';
import { FP16_POLICY, INT8_POLICY } from './policy/standard-policies.js';

/** A loss of another size, and with it all gradients. */
const times = (factor: number): TrainingPlugin => ({
  specificationVersion: 'v1',
  name: 'times',
  rewriteForward: (graph) => {
    const loss = multiply(graph.outputs.get('loss') as Value<'float32'>, factor) as Value;
    return createGraph(new Map([...graph.outputs, ['loss', loss]]));
  },
});

async function thrownBy(run: Promise<unknown>): Promise<Error> {
  return await run.then(
    () => expect.fail('nothing was thrown'),
    (error: Error) => error,
  );
}

describe('policies', () => {
  it.each<[string, MixedPrecisionOptions['policy'], string]>([
    ['a name that is none', 'int4' as never, "there is no policy 'int4', expected one of int8, fp16, bf16"],
    ['a name of every object', 'toString' as never, "there is no policy 'toString'"],
    [
      'an unknown op',
      policyWith({ allow: ['MatMull'] }),
      "policy 'own': allow names the op 'MatMull', which no graph has",
    ],
    ['an op in two lists', policyWith({ deny: ['MatMul'] }), "'MatMul' is in allow and in deny: leave it in one"],
    [
      'an unknown dtype',
      policyWith({ dtype: 'int4' as never }),
      "dtype is 'int4', expected one of int8, float16, bfloat16",
    ],
    ['int8 that promotes', { ...INT8_POLICY, deny: [], promote: ['Add'] }, 'nothing can be promoted in int8'],
  ])('with %s are refused', (_, policy, message) => {
    expect(() => mixedPrecision({ policy })).toThrow(ConfigError);
    expect(() => mixedPrecision({ policy })).toThrow(message);
  });

  it.each<[Partial<MixedPrecisionOptions>, string]>([
    [{ arithmetic: 'guessed' as never }, "arithmetic is 'guessed', expected native or emulated"],
    [{ gradients: 'column' as never }, "gradients is 'column', expected tensor or row"],
    [{ lossScaling: 'static' as never }, "lossScaling is 'static', expected dynamic or none"],
    [{ lossScaling: -1 }, 'the loss scale is -1'],
  ])('with %o are refused', (options, message) => {
    expect(() => mixedPrecision({ policy: 'fp16', ...options })).toThrow(message);
  });

  it('that need products which a backend does not have are refused, with what there is', async () => {
    const error = await thrownBy(train({ plugins: [mixedPrecision({ policy: 'bf16', arithmetic: 'native' })] }));
    expect(error).toBeInstanceOf(BackendError);
    expect(error.message).toBe(
      "mixedPrecision: the backend 'onnxruntime' has no products of bfloat16; it has those of float32, float64, float16, int8: take arithmetic: 'emulated', or another policy",
    );
  });
});

function policyWith(changes: Partial<PrecisionPolicy>): PrecisionPolicy {
  return { ...FP16_POLICY, name: 'own', ...changes };
}

describe('gradients that are too large for float16', () => {
  it('at every scale end the run, with the name of the first, and leave the parameters', async () => {
    const lossScaling = { initialScale: 1, minimumScale: 0.5 };
    const model = tinyModel();
    const error = await thrownBy(
      train({ model, plugins: [times(1e30), mixedPrecision({ policy: 'fp16', lossScaling })] }),
    );
    expect(error).toBeInstanceOf(TrainingError);
    expect(error.message).toContain(
      "step 2: gradients are not finite with the loss scaled by 0.5, the smallest scale; the first is the 'gradient of classifier.weight'",
    );
    expect(model.arena.data).toEqual(tinyModel().arena.data);
  });

  it('at a scale that stays end the run at once', async () => {
    const error = await thrownBy(train({ plugins: [mixedPrecision({ policy: 'fp16', lossScaling: 1e30 })] }));
    expect(error.message).toContain('step 1: gradients are not finite with the loss scaled by');
  });

  it('at the first scales only leave out steps until the scale is small enough', async () => {
    const plugin = mixedPrecision({ policy: 'fp16', lossScaling: { initialScale: 2 ** 24 } });
    const { steps } = await train({ plugins: [plugin] });
    const vetoed = steps.filter(({ isVetoed }) => isVetoed).length;
    expect(vetoed).toBeGreaterThan(0);
    expect(vetoed).toBeLessThan(steps.length);
    expect(plugin.lossScale).toBe(2 ** (24 - vetoed));
  });
});

describe('gradients that are too small for float16', () => {
  /** Adam does not mind how large gradients are, if its epsilon is smaller. */
  const optimizer = { name: 'adamw', epsilon: 1e-15 } as const;
  const lossOf = async (lossScaling: 'none' | 'dynamic') => {
    const plugins = [times(1e-6), mixedPrecision({ policy: 'fp16', lossScaling })];
    return (await train({ plugins, optimizer, epochs: 6 })).result.evaluation.loss;
  };

  it('teach nothing without a scaled loss, and as much as in float32 with one', async () => {
    const plain = (await train({ plugins: [times(1e-6)], optimizer, epochs: 6 })).result.evaluation.loss;
    expect(await lossOf('none')).toBeGreaterThan(plain + 0.2);
    expect(Math.abs((await lossOf('dynamic')) - plain)).toBeLessThan(0.05);
  });
});

it.each(['int8', 'fp16'] as const)('an infinite weight is found out, and named: %s', async (policy) => {
  const model = tinyModel();
  const name = 'bert.encoder.layer.0.intermediate.dense.weight';
  model.arena.get(name).data[3] = Number.POSITIVE_INFINITY;
  const error = await thrownBy(train({ model, plugins: [mixedPrecision({ policy })] }));
  expect(error).toBeInstanceOf(TrainingError);
  expect(error.message).toContain(`the first tensor that is not finite is '${name}'`);
});
