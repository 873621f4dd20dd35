import { exampleBatches } from '@bertsmith/data';
import { BackendError, ConfigError } from '@bertsmith/tensor';
import { expect, it } from 'vitest';
import { backend, MAX_LENGTH, TRAIN, tinyModel } from '../../test/tiny-task.js';
import { FP16_POLICY } from '../policy/standard-policies.js';
import { chooseMixedPrecision } from './choose-mixed-precision.js';

const batches = [...exampleBatches(TRAIN, { batchSize: 8, maxLength: MAX_LENGTH, seed: 1 }).batches(0)];
const options = { backend, batches, steps: 3, threads: 1 };

it('says what it measured and chose, and leaves the model as it was', async () => {
  const model = tinyModel();
  const choice = await chooseMixedPrecision({ ...options, model });
  expect(choice.measured.map(({ name }) => name)).toEqual(['int8', 'fp16']);
  for (const { similarity, isRight } of choice.measured) expect([similarity > 0.98, isRight]).toEqual([true, true]);
  expect(choice.reason).toMatch(/^(float32|int8|fp16), .*: int8 [\d.]+x float32; fp16 [\d.]+x float32$/);
  expect(model.arena.data).toEqual(tinyModel().arena.data);
});

it('never takes what makes steps slower, or is wrong', async () => {
  // Numbers of 16 bits that are emulated take what float32 takes, and the casts.
  const slow = { policy: 'fp16' } as const;
  // Without a scale of the loss that fits, gradients of float16 are 0.
  const wrong = { policy: { ...FP16_POLICY, name: 'tiny-scale' }, lossScaling: 2 ** -30 };
  const {
    options: chosen,
    measured,
    reason,
  } = await chooseMixedPrecision({ ...options, model: tinyModel(), candidates: [slow, wrong] });
  expect(measured.map(({ isRight }) => isRight)).toEqual([true, false]);
  if (chosen !== undefined) expect(chosen).toBe(slow);
  expect(reason).toContain('tiny-scale');
  expect(reason).toContain('but wrong (gradients at a cosine of');
});

it('refuses to try without batches', async () => {
  await expect(chooseMixedPrecision({ ...options, model: tinyModel(), batches: [] })).rejects.toThrow(
    'there are no batches to try',
  );
});

it.each([0, -1, 1.5, Number.NaN])('refuses to measure %s steps', async (steps) => {
  const tried = chooseMixedPrecision({ ...options, model: tinyModel(), steps });
  await expect(tried).rejects.toThrow(ConfigError);
  await expect(tried).rejects.toThrow(`steps is ${steps}, expected a whole number from 1`);
});

it('lets the scale of the loss back off before it judges', async () => {
  const lossScaling = { initialScale: 2 ** 30 };
  const candidates = [{ policy: 'fp16', lossScaling }] as const;
  const { measured } = await chooseMixedPrecision({ ...options, model: tinyModel(), candidates });
  expect(measured.map(({ isRight, failure }) => [isRight, failure])).toEqual([[true, undefined]]);
});

it('says of what overflows at every scale, or finds nothing to do, that it failed, and tries the others', async () => {
  const model = tinyModel();
  model.arena.get('bert.encoder.layer.0.intermediate.dense.weight').data.fill(1e6);
  const candidates = [{ policy: 'fp16' }, { policy: 'int8', weights: () => false }, { policy: 'bf16' }] as const;
  const { measured, reason } = await chooseMixedPrecision({ ...options, model, candidates });
  expect(measured.map(({ failure }) => failure?.slice(0, 30))).toEqual([
    'step 1: the loss is not finite',
    'mixedPrecision: no product of ',
    undefined,
  ]);
  expect(reason).toContain('fp16, which failed (step 1: the loss is not finite with the loss scaled by');
});

it('says of products that the device turns out not to have that they failed', async () => {
  // The second graph that is compiled is the candidate's.
  let count = 0;
  const compile: typeof backend.compile = async (request) => {
    count++;
    if (count === 2) throw new BackendError('onnxruntime: Cast requires f16 but the device does not support it.');
    return await backend.compile(request);
  };
  const candidates = [{ policy: 'fp16' }] as const;
  const choice = await chooseMixedPrecision({
    ...options,
    model: tinyModel(),
    backend: { ...backend, compile },
    candidates,
  });
  expect(choice.options).toBeUndefined();
  expect(choice.reason).toContain('fp16, which failed (onnxruntime: Cast requires f16');
});
