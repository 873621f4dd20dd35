import { ConfigError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderPlugins } from './order-plugins.js';
import type { PluginOrder, TrainingPlugin } from './training-plugin.js';

const plugin = (name: string, order?: PluginOrder): TrainingPlugin => ({
  specificationVersion: 'v1',
  name,
  ...(order && { order }),
});

const namesOf = (plugins: readonly TrainingPlugin[]) => plugins.map(({ name }) => name);

describe('orderPlugins', () => {
  it('leaves plugins that say nothing of each other in their places', () => {
    const plugins = [plugin('c'), plugin('a', { before: ['absent'], after: ['absent'] }), plugin('b')];
    expect(namesOf(orderPlugins(plugins))).toEqual(['c', 'a', 'b']);
    expect(orderPlugins([])).toEqual([]);
  });

  it('does as either of the two asks', () => {
    expect(namesOf(orderPlugins([plugin('clip'), plugin('unscale', { before: ['clip'] })]))).toEqual([
      'unscale',
      'clip',
    ]);
    expect(namesOf(orderPlugins([plugin('clip', { after: ['unscale'] }), plugin('unscale')]))).toEqual([
      'unscale',
      'clip',
    ]);
  });

  it('fulfils all wishes that can be fulfilled together', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const pair = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })).filter(([a, b]) => a < b);
    fc.assert(
      fc.property(
        fc.shuffledSubarray(names, { minLength: 6 }),
        fc.uniqueArray(pair, { selector: String }),
        fc.shuffledSubarray(names, { minLength: 6 }),
        (ranking, wishes, given) => {
          const plugins = given.map((name) => {
            const rank = ranking.indexOf(name);
            const before = wishes.filter(([first]) => first === rank).map(([, second]) => ranking[second] as string);
            return plugin(name, { before });
          });
          const ordered = namesOf(orderPlugins(plugins));
          expect([...ordered].sort()).toEqual(names);
          for (const [first, second] of wishes) {
            const [earlier, later] = [ranking[first] as string, ranking[second] as string];
            expect(ordered.indexOf(earlier)).toBeLessThan(ordered.indexOf(later));
          }
        },
      ),
      { seed: 3, numRuns: 200 },
    );
  });

  it('refuses wishes that form a circle', () => {
    const circle = [
      plugin('free'),
      plugin('a', { before: ['b'] }),
      plugin('b', { before: ['c'] }),
      plugin('c', { before: ['a'] }),
    ];
    expect(() => orderPlugins(circle)).toThrow(ConfigError);
    expect(() => orderPlugins(circle)).toThrow('the plugins a, b, c want to come before each other in a circle');
  });

  it('refuses a pair of which one excludes the other, whichever it is', () => {
    const [pruning, adapters] = [plugin('pruning', { excludes: ['adapters'] }), plugin('adapters')];
    for (const pair of [
      [pruning, adapters],
      [adapters, pruning],
    ]) {
      expect(() => orderPlugins(pair)).toThrow(ConfigError);
      expect(() => orderPlugins(pair)).toThrow(
        `the plugins 'pruning' and 'adapters' cannot work together: leave one out`,
      );
    }
    expect(namesOf(orderPlugins([pruning]))).toEqual(['pruning']);
  });

  it('refuses two of the same name', () => {
    expect(() => orderPlugins([plugin('mask'), plugin('other'), plugin('mask')])).toThrow(ConfigError);
    expect(() => orderPlugins([plugin('mask'), plugin('mask')])).toThrow(`the plugin 'mask' is there twice`);
  });
});
