/** Every loss and its gradients against PyTorch; see `test/fixtures/PROVENANCE.md`. */

import { packedAttentionBias } from '@bertsmith/bert-core';
import type { Batch } from '@bertsmith/data';
import {
  add,
  cast,
  createGraph,
  type Graph,
  input,
  interpret,
  multiply,
  ndArray,
  reshape,
  scalar,
  subtract,
  type Value,
} from '@bertsmith/graph';
import { ConfigError, tensor } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import {
  compareLoss,
  fixtureValues,
  LOSS_FIXTURES,
  LOSS_TOLERANCE,
  type LossFixture,
} from '../../test/loss-fixtures.js';
import { attentionScoreLoss } from './attention-score-loss.js';
import { hiddenStateLoss } from './hidden-state-loss.js';
import { type RelationParts, relationLoss } from './relation-loss.js';
import { binarySoftTargetLoss, softTargetLoss } from './soft-target-loss.js';
import { TOKEN_WEIGHTS, tokenPairs, tokenWeights } from './token-pairs.js';

const [BATCH, SEQUENCE] = [3, 4];
/** As masks have it. */
const LOWEST = -3.4028234663852886e38;
const MASK = Int32Array.from(LOSS_FIXTURES.attentionMask.flat());
const mask = () => input('attention_mask', 'int32', ['batch', 'sequence']);
const pairs = () => tokenPairs(createGraph({ mask: mask() as Value }));

const batchOf = (numbers: Int32Array, examples: number, shape: readonly number[]) =>
  ({ attentionMask: tensor('int32', shape, numbers), rowNumbers: new Int32Array(examples) }) as unknown as Batch;

const WEIGHTS = tokenWeights(batchOf(MASK, BATCH, [BATCH, SEQUENCE]));
const FEEDS = {
  attention_mask: ndArray('int32', [BATCH, SEQUENCE], Float64Array.from(MASK)),
  // In float64: as float32 they are a ten-millionth beside a third.
  [TOKEN_WEIGHTS]: ndArray('float32', [BATCH, SEQUENCE], exactWeights()),
};

function exactWeights(): Float64Array {
  const lengths = LOSS_FIXTURES.attentionMask.map((row) => row.reduce((sum, one) => sum + one, 0));
  return Float64Array.from(MASK, (one, place) => one / ((lengths[Math.floor(place / SEQUENCE)] as number) * BATCH));
}

const expectClose = (fixture: LossFixture, loss: Value, further = {}) => {
  const differences = compareLoss(loss, fixture, further);
  expect(differences.loss).toBeLessThan(LOSS_TOLERANCE);
  expect(differences.gradients).toBeLessThan(LOSS_TOLERANCE);
};

describe('the losses are those of PyTorch, with their gradients', () => {
  it.each(LOSS_FIXTURES.softTargets)('soft targets at temperature $temperature', (fixture) => {
    const { student, teacher } = fixtureValues(fixture);
    const { temperature, counted } = fixture;
    const all = { student: student('student'), teacher: teacher('teacher'), temperature };
    const isCounted = input('counted', 'float32', [5, 1]) as Value<'float32'>;
    const feeds = { counted: ndArray('float32', [5, 1], Float64Array.from(counted)) };
    expectClose(fixture, softTargetLoss({ ...all, isCounted }), feeds);
    if (!counted.includes(0)) expectClose(fixture, softTargetLoss(all));
  });

  it.each(LOSS_FIXTURES.binarySoftTargets)('soft targets, yes or no, at temperature $temperature', (fixture) => {
    const { student, teacher } = fixtureValues(fixture);
    const { temperature } = fixture;
    expectClose(
      fixture,
      binarySoftTargetLoss({ student: student('student'), teacher: teacher('teacher'), temperature }),
    );
  });

  it.each(LOSS_FIXTURES.positions)('soft targets over the tokens of a text', (fixture) => {
    const { student, teacher } = fixtureValues(fixture, ['batch', 'sequence']);
    const one = scalar('float32', 1) as Value<'float32'>;
    const padding = subtract(one, cast(mask() as Value, 'float32') as Value<'float32'>) as Value as Value<'float32'>;
    const masked = (value: Value) => add(value as Value<'float32'>, multiply(padding, LOWEST)) as Value;
    const { temperature } = fixture;
    const values = { student: masked(student('student')), teacher: masked(teacher('teacher')), temperature };
    expectClose(fixture, softTargetLoss(values), { attention_mask: FEEDS.attention_mask });
  });

  it.each(LOSS_FIXTURES.hiddenStates)('hidden states through a projection', (fixture) => {
    const { student, teacher } = fixtureValues(fixture, ['batch', 'sequence']);
    const flat = (value: Value) => reshape(value, ['batch*sequence', value.shape[2] as number]) as Value;
    const states = { student: flat(student('student')), teacher: flat(teacher('teacher')) };
    const { tokenWeights } = pairs();
    const loss = hiddenStateLoss({ ...states, projection: student('projection'), tokenWeights });
    expectClose(fixture, loss, { [TOKEN_WEIGHTS]: FEEDS[TOKEN_WEIGHTS] });
  });

  it.each(LOSS_FIXTURES.attentionScores)('attention scores', (fixture) => {
    const { student, teacher } = fixtureValues(fixture, ['batch', undefined, 'sequence', 'sequence']);
    const scores = { student: student('student'), teacher: teacher('teacher') };
    expectClose(fixture, attentionScoreLoss({ ...scores, pairWeights: pairs().pairWeights }), FEEDS);
  });

  it.each(LOSS_FIXTURES.relations)('relations $relations in $heads heads', (fixture) => {
    const { student, teacher } = fixtureValues(fixture, ['batch', 'sequence']);
    const { relations, heads } = fixture;
    const { queryWeights, attentionMask } = pairs();
    const partsOf = (make: (name: string) => Value, names: object, prefix: string): RelationParts =>
      Object.fromEntries(Object.keys(names).map((name) => [name.replace(prefix, ''), make(name)]));
    const loss = relationLoss({
      student: partsOf(student, fixture.learned, 'student.'),
      teacher: partsOf(teacher, fixture.given, 'teacher.'),
      ...{ relations, heads, queryWeights, bias: packedAttentionBias(attentionMask) as Value },
    });
    expectClose(fixture, loss, FEEDS);
  });
});

describe('token weights', () => {
  it('are the same for each example, however long, and 0 for padding', () => {
    expect([...WEIGHTS.data]).toEqual([...Float32Array.from(exactWeights())]);
  });

  it('know examples that share a row', () => {
    const numbers = Int32Array.of(1, 1, 1, 2, 2, 0, 1, 1, 0, 0, 0, 0);
    const { data, shape } = tokenWeights(batchOf(numbers, 3, [2, 6]));
    const [third, half] = [1 / 9, 1 / 6];
    expect(shape).toEqual([2, 6]);
    expect([...data]).toEqual([...Float32Array.of(third, third, third, half, half, 0, half, half, 0, 0, 0, 0)]);
  });

  it('leave pairs of tokens of different examples out', () => {
    const numbers = [1, 1, 2, 0];
    const weights = tokenWeights(batchOf(Int32Array.from(numbers), 2, [1, 4]));
    const { pairWeights } = pairs();
    const feeds = { attention_mask: tensor('int32', [1, 4], Int32Array.from(numbers)), [TOKEN_WEIGHTS]: weights };
    const result = interpret(createGraph({ pairWeights: pairWeights as Value }), feeds as never).get('pairWeights');
    const expected = [1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0].map((share) => share / 8);
    for (const [place, share] of expected.entries()) expect(result?.data[place]).toBeCloseTo(share, 6);
  });

  it('need a mask', () => {
    const graph: Graph = createGraph({});
    expect(() => tokenPairs(graph)).toThrow(ConfigError);
    expect(() => tokenPairs(graph)).toThrow(`no input 'attention_mask'`);
  });
});

describe('what cannot be compared', () => {
  const value = (...shape: (number | string)[]) => input(`x${shape}`, 'float32', shape) as Value;
  it('is refused: different numbers of heads', () => {
    const [student, teacher] = [value('batch', 2, 'sequence', 'sequence'), value('batch', 3, 'sequence', 'sequence')];
    const compare = () => attentionScoreLoss({ student, teacher, pairWeights: pairs().pairWeights });
    expect(compare).toThrow(ConfigError);
    expect(compare).toThrow(`a layer of the student has 2 heads and the teacher's 3`);
  });

  it('is refused: relation heads that do not divide a width', () => {
    const parts = { query: value('batch', 'sequence', 6), key: value('batch', 'sequence', 6) };
    const { queryWeights, attentionMask } = pairs();
    const bias = packedAttentionBias(attentionMask) as Value;
    const compare = () =>
      relationLoss({ student: parts, teacher: parts, relations: ['query-key'], heads: 4, queryWeights, bias });
    expect(compare).toThrow('4 relation heads do not divide a layer of width 6');
  });
});
