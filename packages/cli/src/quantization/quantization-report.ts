/** What `quantize` prints at its end: the fields of `--json`, and the lines for people. */
import { peakRssBytes } from '@bertsmith/metrics';
import type { FloatReason, LayerReport } from '@bertsmith/quantize';
import type { CommandIo } from '../command-io.js';
import { beforeAndAfterLines, modelFigures } from '../measurement/before-and-after.js';
import { alignedLines } from '../report/aligned-lines.js';
import { jsonLine } from '../report/json-line.js';
import { commandPrefix, shellArgument } from '../report/next-command.js';
import { formatBytes, formatScore } from '../report/number-format.js';
import { tableLines } from '../report/table.js';
import type { LoadedTask } from '../task/load-task.js';
import type { FinishedQuantization } from './quantize-and-save.js';
import type { QuantizeCommandOptions } from './quantize-options.js';

/** The outcome as one line of JSON. */
export function quantizationJson(
  loaded: LoadedTask | undefined,
  { model, output, method, maxDrop }: QuantizeCommandOptions,
  { measured, report, answers, calibrationRows }: FinishedQuantization,
): string {
  return jsonLine({
    ...{ model: output, from: model, method },
    ...{ task: loaded?.task.name, metric: loaded?.task.metric, evaluationExamples: loaded?.validation.length },
    before: modelFigures(loaded, measured.before),
    after: modelFigures(loaded, measured.after),
    ratio: measured.ratio,
    layersInFloat: report.layersInFloat,
    ...answers,
    ...{ calibrationRows, maxDrop, isDropMet: report.score?.isMet },
    layers: report.layers,
    warnings: report.warnings.length === 0 ? undefined : report.warnings,
    peakRssBytes: peakRssBytes(),
  });
}

/** The same for people. */
export function quantizationLines(
  io: CommandIo,
  loaded: LoadedTask | undefined,
  { output }: QuantizeCommandOptions,
  { measured, report, answers }: FinishedQuantization,
): string[] {
  const pairs = [...answerPairs(answers), ...floatPairs(report.layers)];
  return [
    ...layerLines(report.layers),
    '',
    ...beforeAndAfterLines(loaded, measured),
    '',
    ...(pairs.length === 0 ? [] : [...alignedLines(pairs), '']),
    `saved to ${output}`,
    `try it:  ${commandPrefix(io.environment)} bench --model ${shellArgument(output)}`,
  ];
}

const LAYER_COLUMNS = [
  { heading: 'layer' },
  { heading: 'format' },
  { heading: 'bytes', isNumber: true },
  { heading: 'of float', isNumber: true },
  { heading: 'signal to noise', isNumber: true },
];

function layerLines(layers: readonly LayerReport[]): string[] {
  const rows = layers.map(({ name, format, bytes, floatBytes, signalToNoiseDb }) => [
    ...[name, format, formatBytes(bytes), `${((100 * bytes) / floatBytes).toFixed(0)} %`],
    signalToNoiseDb === undefined ? '-' : `${signalToNoiseDb.toFixed(1)} dB`,
  ]);
  return tableLines(LAYER_COLUMNS, rows);
}

function answerPairs({ agreement, meanDifference }: FinishedQuantization['answers']): [name: string, value: string][] {
  if (agreement !== undefined) return [['same answers', `${(100 * agreement).toFixed(2)} %`]];
  return meanDifference === undefined ? [] : [['mean difference', formatScore(meanDifference)]];
}

const REASONS: Readonly<Record<FloatReason, string>> = {
  narrow: 'it has few outputs, and everything hangs on them',
  asked: 'somebody asked for it',
  score: 'its rounding costs too much of the score',
};

function floatPairs(layers: readonly LayerReport[]): [name: string, value: string][] {
  return layers.flatMap(({ name, whyFloat }): [string, string][] =>
    whyFloat === undefined ? [] : [['in float', `${name}: ${REASONS[whyFloat]}`]],
  );
}
