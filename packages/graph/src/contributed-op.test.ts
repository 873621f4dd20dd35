// An op from outside the table, as the README shows it, on the package as it is published.
import { readFileSync } from 'node:fs';
import {
  createGraph,
  formatGraph,
  gradients,
  input,
  interpret,
  lowerToOnnx,
  ndArray,
  reduceSum,
} from '@bertsmith/graph';
import { checkGradient } from '@bertsmith/graph/conformance';
import { describe, expect, it } from 'vitest';
import { sigmoid, sigmoidOp } from '../test/sigmoid.js';

const x = input('x', 'float32', ['batch']);

describe('an op that is not in the table', () => {
  it('is the one in the README', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const [definition] = readFileSync(new URL('../test/sigmoid.ts', import.meta.url), 'utf8').split('\nexport');
    expect(readme).toContain(definition);
  });

  it('passes the conformance suite', () => {
    for (const example of sigmoidOp.examples) checkGradient(sigmoidOp, example);
  });

  it('is interpreted, differentiated, printed and lowered', () => {
    const step = createGraph({ loss: reduceSum(sigmoid(sigmoid(x))) });
    const feeds = { x: ndArray('float32', [2], [0, 1]) };
    const sigma = (number: number) => 1 / (1 + Math.exp(-number));
    expect(interpret(step, feeds).get('loss')?.data[0]).toBeCloseTo(sigma(0.5) + sigma(sigma(1)), 12);
    expect(formatGraph(step)).toContain('%2: float32[batch] = Sigmoid %1');
    expect(gradients(step).graph.outputs.has('loss')).toBe(true);
    expect(new TextDecoder().decode(lowerToOnnx(step))).toContain('Sigmoid');
  });
});
