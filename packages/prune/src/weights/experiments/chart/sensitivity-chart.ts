/** What an analysis of sensitivity found, to look at: a panel for each kind of matrix, a line in it for each layer, all with the same axes. */
import { ConfigError } from '@bertsmith/tensor';
import { scaleLinear } from 'd3-scale';
import type { Sensitivity } from '../analyze-sensitivity.js';
import { type CurvesOfKind, sensitivityCurves } from './sensitivity-curves.js';
import { type ChartScales, FIGURE_TICKS, PANEL_SIZE, sensitivityPanel } from './sensitivity-panel.js';
import { escapeXml, svgElement, svgText } from './svg-element.js';

/** How {@link sensitivityChart} draws. */
export interface SensitivityChartOptions {
  /** What the figures are: `accuracy`. Default `figure`. */
  readonly figure?: string;
}

const COLUMNS = 3;
/** Pixels around the panels; above them are the title and what colours mean. */
const MARGIN = { top: 76, right: 16, bottom: 8, left: 56 };
/** From the first layer to the last: each is told from its neighbours, on paper too. */
const LAYER_COLORS = ['#e8a33d', '#d1495b', '#7b2d80', '#1f2a66'];

/**
 * An analysis of sensitivity as a picture: an SVG document, as text, that any browser shows.
 *
 * The lower a line falls, the less can go of its matrix; the dashed line is the whole model. A figure that is not finite is a gap.
 *
 * @throws ConfigError when there are no points, or no finite figure
 * @example
 * const sensitivity = await analyzeSensitivity(model, { criterion: weightMagnitude(), evaluate });
 * await writeFile('sensitivity.svg', sensitivityChart(sensitivity, { figure: 'accuracy' }));
 */
export function sensitivityChart(
  sensitivity: Sensitivity,
  { figure = 'figure' }: SensitivityChartOptions = {},
): string {
  const kinds = sensitivityCurves(sensitivity);
  const columns = Math.min(COLUMNS, kinds.length);
  const [width, height] = [
    MARGIN.left + columns * PANEL_SIZE.width + MARGIN.right,
    MARGIN.top + Math.ceil(kinds.length / COLUMNS) * PANEL_SIZE.height + MARGIN.bottom,
  ];
  const scales = chartScales(sensitivity, kinds);
  const title = `${figure} by the share of a matrix that is pruned (${sensitivity.criterion})`;
  const panels = kinds.map((each, index) => {
    const [column, row] = [index % COLUMNS, Math.floor(index / COLUMNS)];
    const [x, y] = [MARGIN.left + column * PANEL_SIZE.width, MARGIN.top + row * PANEL_SIZE.height];
    const content = sensitivityPanel(each, scales, { baseline: sensitivity.baseline, isFirst: column === 0 });
    return svgElement('g', { transform: `translate(${x} ${y})` }, content);
  });
  const content = [
    `<title>${escapeXml(title)}</title>`,
    svgElement('rect', { width, height, fill: '#ffffff' }),
    svgText(title, { x: MARGIN.left, y: 26, 'font-size': 15, 'font-weight': 600 }),
    legend(kinds, scales),
    ...panels,
    svgText('share of the weights that is 0, in %', { x: width / 2, y: height - 10, 'text-anchor': 'middle' }),
  ];
  const attributes = { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${width} ${height}`, width, height };
  const font = { role: 'img', 'font-family': 'system-ui, sans-serif', 'font-size': 11, fill: '#333333' };
  return `${svgElement('svg', { ...attributes, ...font }, content.join('\n'))}\n`;
}

function chartScales({ points, baseline }: Sensitivity, kinds: readonly CurvesOfKind[]): ChartScales {
  const figures = [baseline, ...points.map((point) => point.figure)].filter(Number.isFinite);
  if (points.length === 0 || figures.length === 0) {
    throw new ConfigError(
      'sensitivity chart: there is no point with a finite figure: give what analyzeSensitivity gave',
      {
        points: points.length,
      },
    );
  }
  const extent = (values: readonly number[]) => [Math.min(...values), Math.max(...values)];
  const layers = kinds.flatMap(({ curves }) => curves.flatMap(({ layer }) => layer ?? []));
  const last = Math.max(1, ...layers);
  const stops = LAYER_COLORS.map((_, index) => (index / (LAYER_COLORS.length - 1)) * last);
  return {
    sparsity: scaleLinear(extent([0, ...points.map(({ sparsity }) => sparsity)]), [0, PANEL_SIZE.plotWidth]),
    figure: scaleLinear(extent(figures), [PANEL_SIZE.plotHeight, 0]).nice(FIGURE_TICKS),
    color: scaleLinear(stops, LAYER_COLORS),
    sparsities: [...new Set([0, ...points.map(({ sparsity }) => sparsity)])].sort((a, b) => a - b),
  };
}

/** Which colour is which layer. */
function legend(kinds: readonly CurvesOfKind[], { color }: ChartScales): string {
  const layers = [...new Set(kinds.flatMap(({ curves }) => curves.flatMap(({ layer }) => layer ?? [])))];
  const marks = layers
    .sort((a, b) => a - b)
    .map((layer, index) => {
      const x = MARGIN.left + 40 + index * 34;
      const swatch = svgElement('line', { x1: x, x2: x + 14, y1: 45, y2: 45, stroke: color(layer), 'stroke-width': 3 });
      return swatch + svgText(String(layer), { x: x + 18, y: 49 });
    });
  return marks.length === 0 ? '' : svgText('layer', { x: MARGIN.left, y: 49 }) + marks.join('');
}
