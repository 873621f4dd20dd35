import { gradientCheckpointing, latestCheckpoint, type TrainingPlugin } from '@bertsmith/train';
import { pluginViolations } from '@bertsmith/train/conformance';
import { describe, expect, it } from 'vitest';
import { hasSameBits } from '../test/has-same-bits.js';
import { useTemporaryDirectory } from '../test/temporary-directory.js';
import { backend, type FinishedRun, tinyTrial, train } from '../test/tiny-task.js';
import { mixedPrecision } from './mixed-precision.js';
import type { MixedPrecisionOptions } from './mixed-precision-options.js';
import { BF16_POLICY, FP16_POLICY, INT8_POLICY } from './policy/standard-policies.js';

/** A kit makes more than ten runs, on a machine that does other things beside. */
const TIMEOUT_MS = 180_000;

const place = useTemporaryDirectory();

const CASES: readonly [string, MixedPrecisionOptions][] = [
  ['int8', { policy: 'int8' }],
  ['int8 with one scale for activations', { policy: 'int8', activations: 'tensor' }],
  ['fp16', { policy: 'fp16' }],
  ['fp16 in values of float16', { policy: 'fp16', arithmetic: 'native' }],
  ['bf16', { policy: 'bf16' }],
  ['fp16-o2', { policy: 'fp16-o2' }],
  ['fp16-o2 in values of float16', { policy: 'fp16-o2', arithmetic: 'native' }],
  ['int8 with stored activations', { policy: 'int8', storeActivations: true }],
];

const run = (options: MixedPrecisionOptions) => train({ plugins: [mixedPrecision(options)] });

function haveSameBits(one: FinishedRun, other: FinishedRun): boolean {
  return hasSameBits(one.model.arena.data, other.model.arena.data);
}

describe.each(CASES)('%s', (_, options) => {
  it.skipIf(options.activations === 'tensor' || options.policy === 'bf16' || options.policy === 'fp16-o2')(
    'keeps the contract of plugins',
    async () => {
      expect(await pluginViolations(() => mixedPrecision(options), { backend, trial: tinyTrial })).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it('learns, and otherwise than float32', async () => {
    const [plain, low] = [await train(), await run(options)];
    expect(haveSameBits(plain, low)).toBe(false);
    expect(Math.abs(low.result.evaluation.loss - plain.result.evaluation.loss)).toBeLessThan(0.05);
  });

  // Other values are stored then; and the runtime leaves out some roundings of float16 values, which ones hangs on what is around them.
  it.skipIf(options.storeActivations || options.arithmetic === 'native')(
    'goes together with gradient checkpointing, bit for bit',
    async () => {
      const plugins = [gradientCheckpointing({ every: 1 }), mixedPrecision(options)];
      expect(haveSameBits(await train({ plugins }), await run(options))).toBe(true);
    },
  );
});

it('adds up the gradients of several batches, scaled alike', async () => {
  const accumulated = async (plugins: TrainingPlugin[]) => (await train({ plugins, accumulationSteps: 2 })).result;
  const { evaluation } = await accumulated([]);
  const low = await accumulated([mixedPrecision({ policy: 'fp16' })]);
  expect(Math.abs(low.evaluation.loss - evaluation.loss)).toBeLessThan(0.005);
});

describe('a policy that allows nothing', () => {
  it.each([INT8_POLICY, FP16_POLICY, BF16_POLICY])('changes nothing, bit for bit, in $dtype', async (policy) => {
    const nothing = { ...policy, name: 'nothing', allow: [], promote: [], deny: [] };
    expect(haveSameBits(await run({ policy: nothing, lossScaling: 'none' }), await train())).toBe(true);
  });

  it('changes nothing with a loss that is scaled by a power of two, either', async () => {
    const nothing = { ...FP16_POLICY, name: 'nothing', allow: [] };
    expect(haveSameBits(await run({ policy: nothing, lossScaling: 2 ** 12 }), await train())).toBe(true);
  });
});

describe('a run that is resumed', () => {
  it.each<[string, MixedPrecisionOptions]>([
    ['int8', { policy: 'int8' }],
    ['fp16-o2, from the float32 masters', { policy: 'fp16-o2' }],
    ['fp16, whose scale has moved', { policy: 'fp16', lossScaling: { growthInterval: 2 } }],
  ])('goes on as if it had not stopped: %s', async (_, options) => {
    const checkpoints = { directory: place(`resumed-${options.policy}`) };
    const whole = await run(options);
    const stopped = await train({ plugins: [mixedPrecision(options)], checkpoints, maxSteps: 4 });
    expect(stopped.result.steps).toBe(4);
    const resumeFrom = await latestCheckpoint(checkpoints.directory);
    const resumed = await train({ plugins: [mixedPrecision(options)], resumeFrom });
    expect(haveSameBits(resumed, whole)).toBe(true);
  });

  it.each(['int8', 'fp16', 'fp16-o2'] as const)('may begin %s where float32 stopped, and says so', async (policy) => {
    const checkpoints = { directory: place(`float32-${policy}`) };
    await train({ checkpoints, maxSteps: 4 });
    const resumeFrom = await latestCheckpoint(checkpoints.directory);
    const { result } = await train({ plugins: [mixedPrecision({ policy })], resumeFrom });
    expect(result.steps).toBe(10);
    expect(result.warnings).toEqual([`plugins was [] in '${resumeFrom}' and is ["mixed-precision-${policy}"] now`]);
  });
});
