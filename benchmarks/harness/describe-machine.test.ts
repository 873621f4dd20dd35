import { expect, it } from 'vitest';
import { describeMachine, processorSlug } from './describe-machine.js';

it('describes a machine that exists', () => {
  const machine = describeMachine();
  expect(machine.cores).toBeGreaterThan(0);
  expect(machine.memoryBytes).toBeGreaterThan(2 ** 20);
  expect(machine.cpu).not.toBe('');
});

it.each([
  ['AMD EPYC 9B45', 'amd-epyc-9b45'],
  ['Intel(R) Xeon(R) Platinum 8481C CPU @ 2.70GHz', 'intel-xeon-platinum-8481c-cpu-2-70ghz'],
])('makes a file name of %s', (cpu, slug) => {
  expect(processorSlug({ cpu })).toBe(slug);
});

it('calls a file by the graphics processor of a machine that has one', () => {
  expect(processorSlug({ cpu: 'Intel(R) Xeon(R) Processor', gpu: 'NVIDIA H200' })).toBe('nvidia-h200');
});
