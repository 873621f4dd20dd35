/** What `inspect` found, for people. */
import { alignedLines } from '../report/aligned-lines.js';
import { formatBytes, formatCount } from '../report/number-format.js';
import { tableLines } from '../report/table.js';
import type { InspectedTensor } from './inspected-tensor.js';
import type { MainSizes } from './read-main-sizes.js';
import { sumByDType, sumTensors, type TensorTotals } from './tensor-totals.js';

const TENSOR_COLUMNS = [
  { heading: 'name' },
  { heading: 'dtype' },
  { heading: 'shape' },
  { heading: 'parameters', isNumber: true },
  { heading: 'bytes', isNumber: true },
];
const TOTAL_COLUMNS = [
  { heading: 'dtype' },
  { heading: 'tensors', isNumber: true },
  { heading: 'parameters', isNumber: true },
  { heading: 'bytes', isNumber: true },
  { heading: '', isNumber: true },
];

/** The configuration if there is one, a line for each tensor, and the totals. */
export function formatInspection(sizes: MainSizes | undefined, tensors: readonly InspectedTensor[]): string {
  const parts = [
    alignedLines(Object.entries(sizes ?? {}).map(([name, value]) => [name, formatValue(value)])),
    tableLines(TENSOR_COLUMNS, tensors.map(formatTensor)),
    tableLines(TOTAL_COLUMNS, [
      ...Array.from(sumByDType(tensors), ([dtype, totals]) => formatTotals(dtype, totals)),
      formatTotals('total', sumTensors(tensors)),
    ]),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function formatValue(value: unknown): string {
  if (typeof value === 'number') return formatCount(value);
  return Array.isArray(value) ? value.join(', ') : String(value);
}

function formatTensor({ name, dtype, shape, parameters, bytes }: InspectedTensor): string[] {
  return [name, dtype, `[${shape.join(', ')}]`, formatCount(parameters), formatCount(bytes)];
}

function formatTotals(name: string, { tensors, parameters, bytes }: TensorTotals): string[] {
  return [name, formatCount(tensors), formatCount(parameters), formatCount(bytes), formatBytes(bytes)];
}
