import { ConfigError, ParameterArena, type ParameterSpecification } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import type { ParameterGroup } from './parameter-group.js';
import { parameterSettings } from './parameter-settings.js';

const initialization = { constant: 0 };
const parts = ['query', 'key'].map((name) => ({ name: `layer.1.${name}.weight`, rows: 1 }));
const SPECIFICATIONS: readonly ParameterSpecification[] = [
  { name: 'embeddings.weight', shape: [4, 2], initialization, weightDecay: true, gradient: 'rows' },
  { name: 'layer.1.qk.weight', shape: [2, 3], initialization, weightDecay: true, parts },
  { name: 'layer.1.bias', shape: [3], initialization, weightDecay: false },
  { name: 'layer.11.bias', shape: [3], initialization, weightDecay: false },
];

function settingsOf(groups: readonly unknown[]): Record<string, unknown> {
  const settings = parameterSettings(new ParameterArena(SPECIFICATIONS), groups as readonly ParameterGroup[]);
  return Object.fromEntries(settings.map(({ entry, ...rest }) => [entry.specification.name, rest]));
}

const USUAL = { learningRateFactor: 1, weightDecay: undefined, isFrozen: false };

describe('parameterSettings', () => {
  it('are the usual ones without groups', () => {
    expect(Object.values(settingsOf([]))).toEqual([USUAL, USUAL, USUAL, USUAL]);
  });

  it('takes patterns, the dot for a dot', () => {
    const settings = settingsOf([{ parameters: 'layer.1.*', learningRateFactor: 0.5 }]);
    expect(settings['layer.1.qk.weight']).toEqual({ ...USUAL, learningRateFactor: 0.5 });
    expect(settings['layer.1.bias']).toEqual({ ...USUAL, learningRateFactor: 0.5 });
    expect(settings['layer.11.bias']).toEqual(USUAL);
    expect(settings['embeddings.weight']).toEqual(USUAL);
  });

  it('lets a later group replace what it speaks of, and nothing else', () => {
    const settings = settingsOf([
      { parameters: ['*'], learningRateFactor: 0.5, frozen: true },
      { parameters: ['*.bias', 'embeddings.weight'], weightDecay: 0.2, frozen: false, learningRateFactor: undefined },
    ]);
    expect(settings['layer.1.qk.weight']).toEqual({ ...USUAL, learningRateFactor: 0.5, isFrozen: true });
    expect(settings['layer.11.bias']).toEqual({ learningRateFactor: 0.5, weightDecay: 0.2, isFrozen: false });
  });

  it('takes a stacked parameter by all of its parts', () => {
    const settings = settingsOf([{ parameters: ['*.query.weight', '*.key.weight'], weightDecay: 0 }]);
    expect(settings['layer.1.qk.weight']).toEqual({ ...USUAL, weightDecay: 0 });
    expect(settings['layer.1.bias']).toEqual(USUAL);
  });

  it.each([
    [{ parameters: '*.query.weight' }, /'layer.1.query.weight' lies in one piece with .*'layer.1.key.weight'/],
    [{ parameters: ['*', 'pooler.*'] }, /no parameter is called 'pooler.\*'; the names begin with 'layer.1.qk.weight'/],
    [{ parameters: [] }, /must be a name or a list of names.*not \[\]/],
    [{ parameters: 3 }, /not 3/],
    [{ learningRateFactor: 2 }, /not undefined/],
    [{ parameters: '*', learningRateFactor: -1 }, /"\*": learningRateFactor must be 0 or more, not -1/],
    [{ parameters: '*', weightDecay: Number.NaN }, /weightDecay must be 0 or more, not NaN/],
    [{ parameters: '*', frozen: 'yes' }, /frozen must be true or false, not yes/],
    [{ parameters: '*', learningRate: 1 }, /no option 'learningRate'; it has parameters, learningRateFactor/],
    [{ parameters: '*', frozen: true }, /every parameter is frozen/],
    ['*.bias', /must be an object with `parameters`, not \*.bias/],
    [null, /not null/],
  ])('refuses %j', (group, message) => {
    expect(() => settingsOf([group])).toThrow(ConfigError);
    expect(() => settingsOf([group])).toThrow(message);
  });

  it('refuses groups that are no list', () => {
    expect(() => settingsOf({ parameters: '*' } as unknown as unknown[])).toThrow('parameter groups must be a list');
  });
});
