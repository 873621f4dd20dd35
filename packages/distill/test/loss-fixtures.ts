/** The fixture `losses.json`: see its PROVENANCE.md. */
import { readFileSync } from 'node:fs';
import {
  createGraph,
  gradients,
  input,
  interpret,
  type NdArray,
  ndArray,
  parameter,
  type Value,
} from '@bertsmith/graph';
import type { Dimension } from '@bertsmith/tensor';
import type { Relation } from '../src/losses/relation-loss.js';

interface NumbersJson {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** One loss on random numbers. */
export interface LossFixture {
  readonly learned: Readonly<Record<string, NumbersJson>>;
  readonly given: Readonly<Record<string, NumbersJson>>;
  readonly loss: number;
  readonly gradients: Readonly<Record<string, NumbersJson>>;
  readonly temperature: number;
  readonly counted: readonly number[];
  readonly relations: readonly Relation[];
  readonly heads: number;
}

type Kind = 'softTargets' | 'binarySoftTargets' | 'positions' | 'hiddenStates' | 'attentionScores' | 'relations';

export const LOSS_FIXTURES: Readonly<Record<Kind, readonly LossFixture[]>> & {
  readonly attentionMask: readonly number[][];
} = JSON.parse(readFileSync(new URL('./fixtures/losses.json', import.meta.url), 'utf8'));

/** PyTorch has float64; factors such as 1 / 3 are float32 in a graph, a ten-millionth away. */
export const LOSS_TOLERANCE = 1e-6;

/** What is learned as parameters, what is given as inputs, with symbols for the sizes of a batch. */
export function fixtureValues({ learned, given }: LossFixture, symbols: readonly (Dimension | undefined)[] = []) {
  const shapeOf = ({ shape }: NumbersJson) => shape.map((size, axis) => symbols[axis] ?? size);
  const student = (name: string) => {
    const numbers = learned[name] as NumbersJson;
    return parameter(name, 'float32', name === 'projection' ? [...numbers.shape] : shapeOf(numbers)) as Value;
  };
  const teacher = (name: string) => input(name, 'float32', shapeOf(given[name] as NumbersJson)) as Value;
  return { student, teacher };
}

/** Loss and gradients of a graph as the interpreter has them, and as the fixture. */
export function compareLoss(loss: Value, fixture: LossFixture, further: Readonly<Record<string, NdArray>> = {}) {
  const { graph, gradients: outputs } = gradients(createGraph({ loss }));
  const arrays = Object.entries({ ...fixture.learned, ...fixture.given }).map(
    ([name, { shape, data }]) => [name, ndArray('float32', shape, Float64Array.from(data))] as const,
  );
  const results = interpret(graph, { ...Object.fromEntries(arrays), ...further });
  const numbers = (name: string) => results.get(name)?.data as Float64Array;
  const differences = Object.entries(fixture.gradients).map(([name, { data }]) => {
    const gradient = outputs.get(name);
    if (gradient?.kind !== 'dense') throw new Error(`'${name}' has no gradient`);
    return distance(numbers(gradient.gradient), data);
  });
  return { loss: Math.abs((numbers('loss')[0] as number) - fixture.loss), gradients: Math.max(...differences) };
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} numbers, not ${b.length}`);
  return Math.max(...Array.from(a, (value, index) => Math.abs(value - (b[index] as number))));
}
