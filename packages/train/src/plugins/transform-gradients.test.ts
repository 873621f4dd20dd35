import { ParameterArena } from '@bertsmith/tensor';
import { expect, it } from 'vitest';
import type { StepVerdict, TrainingPlugin } from './training-plugin.js';
import { transformGradients } from './transform-gradients.js';

const arena = new ParameterArena([{ name: 'w', shape: [2] }] as never);
const gradients = { dense: new Float32Array(2), rows: new Map() } as never;

it('asks all that scaled the loss, the last first, and none that transforms after a veto', async () => {
  const asked: string[] = [];
  const plugin = (name: string, verdict: StepVerdict): TrainingPlugin => ({
    specificationVersion: 'v1',
    name,
    unscaleGradients: () => {
      asked.push(`unscale ${name}`);
      return verdict;
    },
    transformGradients: () => {
      asked.push(`transform ${name}`);
      return 'proceed';
    },
  });
  const run = (verdict: StepVerdict) =>
    transformGradients([plugin('first', 'proceed'), plugin('last', verdict)], gradients, {
      ...{ step: 0, totalSteps: 1, epoch: 0, loss: 1, arena },
    } as never);
  expect(await run('veto')).toBe('veto');
  expect(asked).toEqual(['unscale last', 'unscale first']);
  expect(await run('proceed')).toBe('proceed');
  expect(asked.slice(4)).toEqual(['transform first', 'transform last']);
});
