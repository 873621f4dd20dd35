import { ConfigError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import type { Sensitivity } from '../analyze-sensitivity.js';
import { sensitivityChart } from './sensitivity-chart.js';
import { sensitivityCurves } from './sensitivity-curves.js';

const KINDS = ['attention.self.query', 'attention.self.value', 'attention.output.dense', 'output.dense'];
const SPARSITIES = [0.5, 0.7, 0.9];
const nameOf = (layer: number, kind: string) => `bert.encoder.layer.${layer}.${kind}.weight`;

/** The further up and the more is pruned, the worse. */
const SENSITIVITY: Sensitivity = {
  criterion: 'magnitude',
  baseline: 0.9,
  points: [0, 1].flatMap((layer) =>
    KINDS.flatMap((kind) =>
      SPARSITIES.map((sparsity) => {
        const change = -0.1 * sparsity * (layer + 1);
        return { matrix: nameOf(layer, kind), sparsity, zeros: 1, figure: 0.9 + change, change };
      }),
    ),
  ),
};

const pathsOf = (svg: string) => [...svg.matchAll(/<path d="([^"]*)"/g)].map(([, path]) => path as string);
const pointsOf = (path: string) =>
  [...path.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);

describe('sensitivityCurves', () => {
  it('has a curve for each matrix, by kind, from the whole model on', () => {
    const kinds = sensitivityCurves(SENSITIVITY);
    expect(kinds.map(({ kind }) => kind)).toEqual(KINDS);
    expect(kinds[1]?.curves.map(({ layer, matrix }) => [layer, matrix])).toEqual([
      [0, nameOf(0, 'attention.self.value')],
      [1, nameOf(1, 'attention.self.value')],
    ]);
    expect(kinds[0]?.curves[1]?.points).toMatchObject([
      { sparsity: 0, figure: 0.9 },
      { sparsity: 0.5, figure: 0.8 },
      { sparsity: 0.7 },
      { sparsity: 0.9 },
    ]);
  });

  it('knows matrices that are in no layer, and sorts sparsities', () => {
    const point = (sparsity: number) => ({
      matrix: 'classifier.weight',
      sparsity,
      zeros: 0,
      figure: sparsity,
      change: 0,
    });
    const [only, ...others] = sensitivityCurves({ criterion: 'random', baseline: 0, points: [0.9, 0, 0.5].map(point) });
    expect(others).toEqual([]);
    expect(only?.kind).toBe('classifier');
    expect(only?.curves[0]).toMatchObject({
      layer: undefined,
      points: [{ sparsity: 0 }, { sparsity: 0.5 }, { sparsity: 0.9 }],
    });
  });
});

describe('sensitivityChart', () => {
  it('draws a line for each matrix, which falls where the figure falls, and lower for the one that falls further', () => {
    const paths = pathsOf(sensitivityChart(SENSITIVITY)).map(pointsOf);
    expect(paths).toHaveLength(8);
    for (const path of paths) {
      expect(path).toHaveLength(4);
      for (const [index, [x, y]] of path.entries()) {
        const [before, above] = path[index - 1] ?? [-1, -1];
        expect(x).toBeGreaterThan(before as number);
        expect(y).toBeGreaterThan(above as number);
      }
    }
    expect(paths[1]?.at(-1)?.[1]).toBeGreaterThan(paths[0]?.at(-1)?.[1] as number);
  });

  it('says what it shows: kinds, layers, sparsities, figures', () => {
    const svg = sensitivityChart(SENSITIVITY, { figure: 'accuracy' });
    expect(svg).toContain('<title>accuracy by the share of a matrix that is pruned (magnitude)</title>');
    for (const text of [...KINDS, '50', '70', '90', 'layer', '0', '1', '0.90'])
      expect(svg).toContain(`>${text}</text>`);
    expect(svg).toContain(`<title>${nameOf(1, 'output.dense')}, 50 %: 0.8</title>`);
  });

  it('leaves a gap where a figure is not finite', () => {
    const points = SENSITIVITY.points
      .slice(0, 3)
      .map((point, index) => ({ ...point, figure: index === 1 ? Number.NaN : point.figure }));
    const [path] = pathsOf(sensitivityChart({ ...SENSITIVITY, points }));
    expect(path?.match(/M/g)).toHaveLength(2);
    expect(sensitivityChart({ ...SENSITIVITY, points })).not.toContain('NaN');
  });

  it('writes names that are no XML', () => {
    const points = SENSITIVITY.points.slice(0, 1).map((point) => ({ ...point, matrix: 'a<b>&"c"' }));
    const svg = sensitivityChart({ ...SENSITIVITY, points, criterion: '<x>' });
    expect(svg).toContain('a&lt;b&gt;&amp;&quot;c&quot;');
    expect(svg).toContain('(&lt;x&gt;)');
  });

  it('refuses what has no points, or no figures', () => {
    expect(() => sensitivityChart({ ...SENSITIVITY, points: [] })).toThrow(ConfigError);
    const nowhere = SENSITIVITY.points.map((point) => ({ ...point, figure: Number.NaN }));
    expect(() => sensitivityChart({ ...SENSITIVITY, baseline: Number.NaN, points: nowhere })).toThrow(
      /no point with a finite figure/,
    );
  });
});
