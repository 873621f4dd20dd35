import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import type { BertInferenceModel, BertModelWithHead } from '@bertsmith/bert-core';
import {
  type QuantizableLayer,
  type QuantizationReport,
  type Quantized,
  type QuantizeOptions,
  quantizableLayers,
  quantize,
} from '@bertsmith/quantize';
import type { BeforeAndAfter } from '../measurement/before-and-after.js';
import { measureShrunk } from '../measurement/measure-shrunk.js';
import { trainedMaxLength } from '../model/fit-max-length.js';
import { loadTrainedDirectory, type ModelDirectory } from '../model/load-model-directory.js';
import { scoreModel, type TaskScores } from '../model/score-model.js';
import { DEFAULT_BATCH_SIZE } from '../options/shared-options.js';
import { formatCount } from '../report/number-format.js';
import type { LoadedTask } from '../task/load-task.js';
import { clearEarlierRun } from '../training/finished-run.js';
import { type AnswerChange, answerChange } from './answer-change.js';
import { calibrationTexts } from './calibration-texts.js';
import type { FloatDirectory } from './load-float-directory.js';
import { methodSchemes } from './quantization-methods.js';
import type { QuantizeCommandOptions } from './quantize-options.js';
import { saveQuantizedDirectory } from './save-quantized-directory.js';

/** What a run of `quantize` came to. */
export interface FinishedQuantization {
  readonly report: QuantizationReport;
  /** Rows that layers were looked at on. */
  readonly calibrationRows: number;
  readonly measured: BeforeAndAfter;
  /** Nothing without a task. */
  readonly answers: AnswerChange;
}

/** What is quantized, and where progress goes. */
export interface QuantizingContext {
  readonly original: FloatDirectory;
  /** The rows of the task, if there is one. */
  readonly loaded: LoadedTask | undefined;
  readonly options: QuantizeCommandOptions & { readonly maxLength: number };
  note(line: string): void;
}

/**
 * Quantizes a model, saves it, and measures what was saved beside the one that was given.
 *
 * @throws ConfigError, InputError as `quantize` of `@bertsmith/quantize`
 */
export async function quantizeAndSave(
  original: FloatDirectory,
  loaded: LoadedTask | undefined,
  asked: QuantizeCommandOptions,
  note: (line: string) => void,
): Promise<FinishedQuantization> {
  const maxLength = await trainedMaxLength(asked.maxLength, original.model.config, asked.model);
  const context: QuantizingContext = { original, loaded, options: { ...asked, maxLength }, note };
  const { output } = asked;
  const before = await score('scoring the model that was given', () => original, context);
  const { model, report, calibrationRows } = await quantizeByMethod(context);
  // Not before: whatever fails until now leaves the earlier model whole.
  await clearEarlierRun(output);
  await saveQuantizedDirectory(model, original, context.options);
  const after = await score('scoring the quantized model', () => loadTrainedDirectory(output), context);
  const measured = await measureShrunk({ ...context, original: original.model, scores: { before, after } });
  const answers = before === undefined || after === undefined ? {} : answerChange(before, after);
  return { report, calibrationRows, measured, answers };
}

/** As many rows together as `evaluate` takes, and `quantize` while it keeps a score: dynamic ranges are those of a whole batch. */
async function score(
  what: string,
  directory: () => ModelDirectory<BertInferenceModel> | Promise<ModelDirectory<BertInferenceModel>>,
  { loaded, options, note }: QuantizingContext,
): Promise<TaskScores | undefined> {
  if (loaded === undefined) return undefined;
  note(what);
  const { model, tokenizer } = await directory();
  const scored = { model: model as BertModelWithHead, tokenizer };
  return await scoreModel(scored, loaded, { ...options, batchSize: DEFAULT_BATCH_SIZE });
}

async function quantizeByMethod(
  context: QuantizingContext,
): Promise<Quantized<BertInferenceModel> & { readonly calibrationRows: number }> {
  const { original, loaded, options, note } = context;
  const { method, maxLength, threads } = options;
  const calibration = await calibrationTexts(original.tokenizer, loaded, options);
  const layers: readonly QuantizableLayer[] = quantizableLayers(original.model);
  note(`quantizing ${layers.length} layers, looking at them on ${formatCount(calibration.length)} texts`);
  const quantized = await quantize(original.model, {
    ...methodSchemes(method, { layers, hasTask: loaded !== undefined }),
    ...keptScore(context),
    ...{ backend: createOnnxRuntimeBackend(), calibration, maxLength, threads, onNote: note },
  });
  return { ...quantized, calibrationRows: calibration.length };
}

/** What is not to drop, where somebody says so. */
function keptScore({ original, loaded, options }: QuantizingContext): Partial<QuantizeOptions> {
  const { maxDrop, maxLength } = options;
  if (loaded === undefined || maxDrop === undefined) return {};
  const { head, labels, validation, task } = loaded;
  return {
    validation: head.encode(validation, original.tokenizer, { maxLength, labels }),
    ...{ metric: task.metric, maxDrop },
  };
}
