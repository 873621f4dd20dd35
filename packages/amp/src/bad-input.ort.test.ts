import { createGraph, multiply, type Value } from '@bertsmith/graph';
import { BackendError, ConfigError, TrainingError } from '@bertsmith/tensor';
import type { TrainingPlugin } from '@bertsmith/train';
import { describe, expect, it } from 'vitest';
import { backend, tinyModel, train } from '../test/tiny-task.js';
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
    [
      'int8 of an op that has no 8-bit form',
      { ...INT8_POLICY, name: 'own', allow: ['MatMul', 'Softmax'], deny: [] },
      "policy 'own': 'Softmax' has no 8-bit form, only MatMul has: take it out of allow",
    ],
    ['int8 with a level', { ...INT8_POLICY, level: 'O2' }, 'level is of 16 bits'],
    ['a level that is none', policyWith({ level: 'O3' as never }), "level is 'O3', expected one of O1, O2"],
    [
      'another version',
      policyWith({ specificationVersion: 'v2' as never }),
      "specificationVersion is 'v2', expected one of v1",
    ],
    [
      'another loss scaling',
      policyWith({ lossScaling: 'static' as never }),
      "lossScaling is 'static', expected one of dynamic, none",
    ],
    [
      'no list',
      policyWith({ promote: undefined as never }),
      "policy 'own': promote is no list of ops: an empty one is []",
    ],
    ['no name', policyWith({ name: undefined as never }), 'it has no name'],
    ['nothing', undefined as never, "there is no policy 'undefined'"],
    ['null', null as never, "there is no policy 'null'"],
  ])('with %s are refused', (_, policy, message) => {
    expect(() => mixedPrecision({ policy })).toThrow(ConfigError);
    expect(() => mixedPrecision({ policy })).toThrow(message);
  });

  it.each<[Partial<MixedPrecisionOptions>, string]>([
    [{ arithmetic: 'guessed' as never }, "arithmetic is 'guessed', expected native or emulated"],
    [{ gradients: 'column' as never }, "gradients is 'column', expected tensor or row"],
    [{ lossScaling: 'static' as never }, "lossScaling is 'static', expected dynamic or none"],
    [{ lossScaling: -1 }, 'the loss scale is -1'],
    [{ lossScaling: true as never }, "lossScaling is 'true', expected dynamic or none, a number, or options"],
    [{ storeActivations: 'yes' as never }, "storeActivations is 'yes', expected true or false"],
    [{ weights: 'encoder' as never }, "weights is 'encoder', expected a function"],
    [{ decideOverflow: true as never }, "decideOverflow is 'true', expected a function"],
    [{ lossscaling: 2 } as never, "there is no option 'lossscaling'; there are policy, lossScaling"],
  ])('with %o are refused', (options, message) => {
    const create = () => mixedPrecision({ policy: 'fp16', ...options });
    expect(create).toThrow(ConfigError);
    expect(create).toThrow(message);
  });

  it('that are undefined have their defaults', () => {
    const none = Object.fromEntries(
      ['lossScaling', 'arithmetic', 'weights', 'storeActivations'].map((name) => [name, undefined]),
    );
    expect(mixedPrecision({ policy: 'fp16', ...none }).lossScale).toBe(65_536);
  });

  it('whose filter takes no weight that is multiplied are refused, with some that are', async () => {
    const plugins = [mixedPrecision({ policy: 'int8', weights: (name) => name.includes('layers.') })];
    const error = await thrownBy(train({ plugins }));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toMatch(
      /^mixedPrecision: no product of the step is of a weight that `weights` takes, so nothing would run in int8: of weights that are multiplied it has \d+, as 'bert\.encoder\.layer\.0\./,
    );
  });

  it('that store activations in a dtype that a backend does not have are refused', async () => {
    const { compile, ...others } = backend;
    const plain = { ...others, compile, productDTypes: ['float32'] as const };
    const plugins = [mixedPrecision({ policy: 'fp16', storeActivations: true })];
    const error = await thrownBy(train({ plugins, backend: plain }));
    expect(error).toBeInstanceOf(BackendError);
    expect(error.message).toContain(
      "the backend 'onnxruntime' has no float16 to store activations in, but float32: leave out storeActivations",
    );
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
      "step 2: gradients are not finite with the loss scaled by 0.5, the smallest scale; the first tensor that is not finite is '",
    );
    // The gradient of the logits, which goes into products: the first that is rounded, and not one of a parameter, which comes later.
    expect(error.message).toMatch(
      /'\w+ of the backward pass, behind [\w.]+, rounded to float16, float32\[.*\]'\. Train in bf16/,
    );
    expect(model.arena.data).toEqual(tinyModel().arena.data);
  });

  it('at a scale that stays end the run at once', async () => {
    const error = await thrownBy(train({ plugins: [mixedPrecision({ policy: 'fp16', lossScaling: 1e30 })] }));
    expect(error.message).toMatch(
      /^step 1: gradients are not finite with the loss scaled by \S+, a scale that stays; /,
    );
    expect(error.message).toContain("Let lossScaling be 'dynamic' or a smaller number.");
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

describe('activations that are too large for float16', () => {
  const name = 'bert.encoder.layer.0.intermediate.dense.weight';
  /** Outputs that are 60,000 times a number of the normalization before, whose largest are beyond 65,504; not too large for float32. */
  const loudModel = () => {
    const model = tinyModel();
    const { data, shape } = model.arena.get(name);
    data.set(data.map((_, index) => (index % (shape[1] as number) === 0 ? 6e4 : 0)));
    return model;
  };

  it('leave steps out while the scale goes down, as in torch.amp.GradScaler', async () => {
    const plugin = mixedPrecision({ policy: 'fp16' });
    const { steps } = await train({ model: loudModel(), plugins: [plugin], maxSteps: 3 });
    expect(steps.map(({ loss, isVetoed }) => [Number.isFinite(loss), isVetoed])).toEqual(Array(3).fill([false, true]));
    expect(plugin.lossScale).toBe(65_536 / 8);
  });

  it.each(['dynamic', 'none'] as const)(
    'end the run at the smallest scale, and the product is named: %s',
    async (scaling) => {
      const lossScaling = scaling === 'none' ? scaling : { initialScale: 1, minimumScale: 0.5 };
      const error = await thrownBy(
        train({ model: loudModel(), plugins: [mixedPrecision({ policy: 'fp16', lossScaling })] }),
      );
      expect(error).toBeInstanceOf(TrainingError);
      expect(error.message).toContain(
        `the first tensor that is not finite is 'MatMul of the forward pass, behind ${name}, rounded to float16, float32[batch*sequence, `,
      );
    },
  );
});

describe('two processes that decide together', () => {
  /** Those who are asked in a step wait for each other. */
  function rendezvous(count: number): (hasOverflowed: boolean) => Promise<boolean> {
    let asked: { readonly hasOverflowed: boolean; readonly tell: (all: boolean) => void }[] = [];
    return (hasOverflowed) =>
      new Promise((tell) => {
        asked.push({ hasOverflowed, tell });
        if (asked.length < count) return;
        const all = asked.some((each) => each.hasOverflowed);
        for (const each of asked) each.tell(all);
        asked = [];
      });
  }

  it('leave out the same steps and have the same scale, whichever overflows', async () => {
    const decideOverflow = rendezvous(2);
    const overflowing = (at: number): TrainingPlugin => ({
      specificationVersion: 'v1',
      name: 'overflow',
      // Behind the plugin that unscales, and so before it: the last one unscales first.
      unscaleGradients: ({ dense }, { step }) => {
        if (step === at) dense[0] = Number.POSITIVE_INFINITY;
        return 'proceed';
      },
    });
    const plugins = [1, 3].map((at) => [mixedPrecision({ policy: 'fp16', decideOverflow }), overflowing(at)] as const);
    const runs = await Promise.all(plugins.map((each) => train({ plugins: each, maxSteps: 5 })));
    const vetoed = runs.map(({ steps }) => steps.map(({ isVetoed }) => isVetoed));
    expect(vetoed).toEqual(Array(2).fill([false, true, false, true, false]));
    expect(plugins.map(([{ lossScale }]) => lossScale)).toEqual([2 ** 14, 2 ** 14]);
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
