import type { ScaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { CurvePoint, CurvesOfKind, SensitivityCurve } from './sensitivity-curves.js';
import { escapeXml, svgElement, svgText } from './svg-element.js';

/** In pixels: of a panel with the room around it, and of what is drawn in. */
export const PANEL_SIZE = { width: 280, height: 200, plotWidth: 248, plotHeight: 140 };

/** Where numbers are in a panel, and which colour a layer has. */
export interface ChartScales {
  readonly sparsity: ScaleLinear<number, number>;
  readonly figure: ScaleLinear<number, number>;
  readonly color: ScaleLinear<string, string>;
  /** Those that were tried, ascending, 0 among them. */
  readonly sparsities: readonly number[];
}

/** What a panel is told beside its curves. */
export interface PanelOptions {
  /** The figure of the whole model. */
  readonly baseline: number;
  /** Whether it is the first of its row, which has the numbers at the axis. */
  readonly isFirst: boolean;
}

/** About how many numbers there are at the axis of figures. */
export const FIGURE_TICKS = 6;

const FAINT = '#e4e4e4';
/** Labels closer than this, in pixels, would lie on one another. */
const LABEL_WIDTH = 20;

/** The matrices of one kind, with their axes. */
export function sensitivityPanel(
  { kind, curves }: CurvesOfKind,
  scales: ChartScales,
  { baseline, isFirst }: PanelOptions,
): string {
  const title = svgText(kind, { x: 0, y: -8, 'font-size': 12, 'font-weight': 600 });
  const lines = curves.map((curve) => curveLine(curve, scales));
  return [title, figureAxis(scales, isFirst), sparsityAxis(scales), wholeModel(baseline, scales), ...lines].join('\n');
}

function figureAxis({ figure }: ChartScales, hasNumbers: boolean): string {
  const format = figure.tickFormat(FIGURE_TICKS);
  const ticks = figure.ticks(FIGURE_TICKS).map((tick) => {
    const y = figure(tick);
    const grid = svgElement('line', { x1: 0, x2: PANEL_SIZE.plotWidth, y1: y, y2: y, stroke: FAINT });
    return hasNumbers ? grid + svgText(format(tick), { x: -8, y: y + 4, 'text-anchor': 'end' }) : grid;
  });
  return ticks.join('');
}

function sparsityAxis({ sparsity, sparsities }: ChartScales): string {
  const bottom = PANEL_SIZE.plotHeight;
  let end = Number.NEGATIVE_INFINITY;
  const labels = sparsities.map((each) => {
    const x = sparsity(each);
    const mark = svgElement('line', { x1: x, x2: x, y1: bottom, y2: bottom + 4, stroke: '#999999' });
    if (x - end < LABEL_WIDTH) return mark;
    end = x;
    return mark + svgText(String(Math.round(100 * each)), { x, y: bottom + 17, 'text-anchor': 'middle' });
  });
  const axis = svgElement('line', { x1: 0, x2: PANEL_SIZE.plotWidth, y1: bottom, y2: bottom, stroke: '#999999' });
  return axis + labels.join('');
}

function wholeModel(baseline: number, { figure }: ChartScales): string {
  if (!Number.isFinite(baseline)) return '';
  const y = figure(baseline);
  const dashes = { stroke: '#888888', 'stroke-dasharray': '4 3' };
  return svgElement('line', { x1: 0, x2: PANEL_SIZE.plotWidth, y1: y, y2: y, ...dashes });
}

function curveLine({ matrix, layer, points }: SensitivityCurve, { sparsity, figure, color }: ChartScales): string {
  const stroke = layer === undefined ? '#333333' : color(layer);
  const isThere = (point: CurvePoint) => Number.isFinite(point.figure);
  const path = line<CurvePoint>(
    (point) => sparsity(point.sparsity),
    (point) => figure(point.figure),
  )
    .defined(isThere)
    .digits(1);
  const marks = points.filter(isThere).map((point) => {
    const text = `<title>${escapeXml(`${matrix}, ${Math.round(100 * point.sparsity)} %: ${point.figure}`)}</title>`;
    return svgElement('circle', { cx: sparsity(point.sparsity), cy: figure(point.figure), r: 2, fill: stroke }, text);
  });
  const drawn = svgElement('path', {
    d: path(points as CurvePoint[]) ?? '',
    fill: 'none',
    stroke,
    'stroke-width': 1.5,
  });
  return drawn + marks.join('');
}
