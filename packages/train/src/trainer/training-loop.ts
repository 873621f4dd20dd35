/** The loop itself: epochs of steps, evaluations and checkpoints between them, and what is counted on the way. */
import type { BertModelWithHead } from '@bertsmith/bert-core';
import type { Batch, BatchSource, EncodedExamples } from '@bertsmith/data';
import { median } from '@bertsmith/metrics';
import { OutputError, TrainingError } from '@bertsmith/tensor';
import type { ExponentialMovingAverage } from '../averaging/exponential-moving-average.js';
import type { CheckpointWriter } from '../checkpoints/checkpoint-writer.js';
import type { RunSettings } from '../checkpoints/run-settings.js';
import type { EvaluationResult, Evaluator } from '../evaluation/evaluator.js';
import type { ExtendedModel } from '../plugins/extended-model.js';
import type { BatchState, TrainingState } from '../plugins/training-plugin.js';
import type { LearningRateSchedule } from '../schedules/learning-rate-schedule.js';
import { findNonFinite } from './find-non-finite.js';
import { type GradientSource, inGroups } from './gradient-source.js';
import { tellPlugins } from './tell-plugins.js';
import { type CompleteTrainerOptions, isBatchSource } from './trainer-options.js';
import type { TrainingEvent } from './training-event.js';
import type { TrainingProgress } from './training-progress.js';
import type { TrainingResult } from './training-result.js';
import { type UpdateParts, updateParameters } from './update-parameters.js';

/** What the loop works with. */
export interface TrainingLoop {
  readonly options: CompleteTrainerOptions;
  /** As it is trained. */
  readonly model: BertModelWithHead;
  /** The same, when plugins have parameters. */
  readonly extended: ExtendedModel | undefined;
  readonly source: BatchSource;
  readonly gradientSource: GradientSource;
  readonly evaluator: Evaluator;
  readonly updateParts: UpdateParts;
  readonly schedule: LearningRateSchedule;
  readonly totalSteps: number;
  /** Where it begins, and from then on where it is. */
  readonly progress: TrainingProgress;
  readonly settings: RunSettings;
  readonly checkpoints: CheckpointWriter | undefined;
  /** Of the parameters: what is evaluated, and what the model has at the end. */
  readonly average: ExponentialMovingAverage | undefined;
}

/** What a run notes beside its progress. */
interface RunNotes {
  /** When a run would have begun that never stopped, as `performance.now()` has it. */
  readonly startedMs: number;
  /** Whether the parameters are ahead of the progress: a checkpoint would then tell of a step that was not counted. */
  isUpdating: boolean;
  readonly stepMs: number[];
  /** The newest. */
  evaluation: EvaluationResult | undefined;
}

/** Runs to the end of the last epoch, to `maxSteps`, to the signal, or until a plugin says stop, whichever comes first. */
export async function runTrainingLoop(loop: TrainingLoop): Promise<Omit<TrainingResult, 'model' | 'warnings'>> {
  const { progress, options } = loop;
  const secondsBefore = progress.elapsedMs / 1000;
  const startedMs = performance.now() - progress.elapsedMs;
  const notes: RunNotes = { startedMs, isUpdating: false, stepMs: [], evaluation: undefined };
  await orSaveFirst(loop, notes, async () => {
    while (!isOver(loop)) await runEpoch(loop, notes);
  });
  const { isStopped } = progress;
  const isAborted = (options.signal?.aborted ?? false) && progress.steps < lastStep(loop) && !isStopped;
  if (loop.checkpoints?.isDueAtEnd(!isAborted)) await writeCheckpoint(loop, !isAborted);
  // After the checkpoint: a run that goes on from there must not have seen an evaluation that there is only because this one ends here.
  if (progress.batchesOfEpoch > 0) await evaluateOnce(loop, notes);
  const evaluation = await finishPlugins(loop, notes);
  const { steps, trainedExamples, trainedTokens } = progress;
  return {
    evaluation,
    ...{ steps, trainedExamples, trainedTokens },
    seconds: (performance.now() - startedMs) / 1000,
    secondsBefore,
    stepMsMedian: notes.stepMs.length === 0 ? 0 : median(notes.stepMs),
    isAborted,
    isStopped,
  };
}

function isOver(loop: TrainingLoop): boolean {
  const { options, progress } = loop;
  const { maxMinutes = Number.POSITIVE_INFINITY } = options;
  const isLate = progress.elapsedMs >= maxMinutes * 60_000;
  const isDone = isLate || progress.steps >= lastStep(loop) || progress.epoch >= options.epochs;
  return progress.isStopped || isDone || (options.signal?.aborted ?? false);
}

/** The steps of a run that nobody ends. */
function lastStep({ options: { maxSteps }, totalSteps }: TrainingLoop): number {
  return Math.min(totalSteps, maxSteps ?? totalSteps);
}

/**
 * A run that is mended can go on from there: the parameters are those before the step that failed, or those of the last step when a file
 * could not be written. A plugin that fails in the middle of an update leaves neither: then the checkpoint before is what there is.
 */
async function orSaveFirst(loop: TrainingLoop, notes: RunNotes, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const canGoOn = TrainingError.isInstance(error) || OutputError.isInstance(error);
    // What went wrong first is what is told, also when it cannot be saved: where one file failed, those of the checkpoint may too.
    if (canGoOn && !notes.isUpdating) await writeCheckpoint(loop, false).catch(() => undefined);
    throw error;
  }
}

async function runEpoch(loop: TrainingLoop, notes: RunNotes): Promise<void> {
  const { source, progress, options } = loop;
  const batches = source.batches(progress.epoch, progress.batchesOfEpoch);
  for await (const group of inGroups(batches, options.accumulationSteps)) {
    await runStep(loop, notes, group);
    const { evaluateEverySteps } = options;
    if (evaluateEverySteps !== undefined && progress.steps % evaluateEverySteps === 0) await evaluateOnce(loop, notes);
    if (isOver(loop)) break;
    if (loop.checkpoints?.isDue(progress.steps)) await writeCheckpoint(loop, false);
  }
  if (progress.batchesOfEpoch < source.batchCount(progress.epoch)) return;
  await evaluateOnce(loop, notes);
  progress.epoch++;
  progress.batchesOfEpoch = 0;
}

async function runStep(loop: TrainingLoop, notes: RunNotes, batches: readonly Batch[]): Promise<void> {
  const { options, gradientSource, schedule, totalSteps, updateParts, progress, average } = loop;
  const started = performance.now();
  const {
    loss,
    gradients,
    findNonFinite: inspectStep,
  } = await gradientSource(batches, progress.batches, placeOf(loop));
  const {
    model,
    options: { backend },
  } = loop;
  const findTensor = () => findNonFinite({ model, backend, batches, gradients, inspectStep });
  const state = { ...stateOf(loop, loss), findNonFinite: findTensor };
  const refuse = (what: string, value: number) => refuseStep(loop, { batches, what, value, findTensor });
  const learningRate = options.learningRate * schedule(progress.steps, started - notes.startedMs);
  const onUpdate = () => {
    notes.isUpdating = true;
  };
  const outcome = await updateParameters(updateParts, { gradients, learningRate, state, refuse, onUpdate });
  if (!outcome.isVetoed) await average?.update();
  const realTokens = addToProgress(progress, batches);
  notes.isUpdating = false;
  progress.elapsedMs = performance.now() - notes.startedMs;
  const stepMs = performance.now() - started;
  notes.stepMs.push(stepMs);
  const place = { step: progress.steps, totalSteps, epoch: progress.epoch };
  tell(loop, { kind: 'step', ...place, loss, learningRate, stepMs, realTokens, ...outcome });
}

/** @returns the tokens of the batches that are no padding */
function addToProgress(progress: TrainingProgress, batches: readonly Batch[]): number {
  const sum = (count: (batch: Batch) => number) => batches.reduce((total, batch) => total + count(batch), 0);
  const realTokens = sum((batch) => batch.realTokens);
  progress.steps++;
  progress.batches += batches.length;
  progress.batchesOfEpoch += batches.length;
  progress.trainedExamples += sum(({ rowNumbers }) => rowNumbers.length);
  progress.trainedTokens += realTokens;
  return realTokens;
}

interface NonFiniteNumber {
  readonly batches: readonly Batch[];
  readonly what: string;
  readonly value: number;
  readonly findTensor: () => Promise<string | undefined>;
}

/** @throws TrainingError that names the step, the rows of its batch, and the first tensor that is not finite */
async function refuseStep(
  { options: { train }, progress }: TrainingLoop,
  { batches, what, value, findTensor }: NonFiniteNumber,
): Promise<never> {
  const tensor = await findTensor();
  const [step, rowNumbers] = [progress.steps + 1, rowsOf(batches, train)];
  const where = tensor === undefined ? '' : `, the first tensor that is not finite is '${tensor}'`;
  throw new TrainingError(
    `step ${step}: ${what} is ${value}${where}; rows of the batch (from 0): ${rowNumbers.join(', ')}. Try a lower learning rate, or look at these rows`,
    { step, value, rowNumbers, tensor },
  );
}

/** The rows that batches are of: where long ones were cut into windows, each once. */
function rowsOf(batches: readonly Batch[], train: EncodedExamples | BatchSource): number[] {
  const numbers = batches.flatMap((batch) => [...batch.rowNumbers]);
  const rows = isBatchSource(train) ? undefined : train.exampleNumbers;
  return rows === undefined ? numbers : [...new Set(numbers.map((number) => rows[number] as number))];
}

/** Unless the model as it is has been evaluated, by this run or by the one that it goes on from. */
async function evaluateOnce(loop: TrainingLoop, notes: RunNotes): Promise<void> {
  const { progress, average } = loop;
  if (progress.evaluatedSteps === progress.steps) return;
  await average?.swap();
  const result = await evaluateAndShow(loop, notes).finally(() => average?.swap());
  progress.evaluatedSteps = progress.steps;
  tell(loop, { kind: 'evaluation', step: progress.steps, epoch: progress.epoch, result });
}

/** Plugins see the model as it was evaluated: with the averages, where there are some. */
async function evaluateAndShow(loop: TrainingLoop, notes: RunNotes): Promise<EvaluationResult> {
  const { options, evaluator, updateParts, progress, extended } = loop;
  const result = await evaluator.evaluate(options.validation);
  extended?.giveBack();
  notes.evaluation = result;
  for (const plugin of updateParts.plugins) {
    const verdict = await plugin.onEvaluate?.(result, stateOf(loop, result.loss));
    if (verdict === 'stop') progress.isStopped = true;
  }
  return result;
}

async function writeCheckpoint(loop: TrainingLoop, isFinished: boolean): Promise<void> {
  const { checkpoints, progress, settings } = loop;
  const path = await checkpoints?.write({ progress, settings, isFinished });
  if (path !== undefined) tell(loop, { kind: 'checkpoint', step: progress.steps, epoch: progress.epoch, path });
}

/** @returns the evaluation of the model as it is now */
async function finishPlugins(loop: TrainingLoop, notes: RunNotes): Promise<EvaluationResult> {
  const { evaluator, options, average } = loop;
  const state = stateOf(loop, notes.evaluation?.loss ?? Number.NaN);
  await average?.swap();
  let hasChanged = false;
  for (const plugin of loop.updateParts.plugins) hasChanged = (await plugin.finish?.(state)) || hasChanged;
  if (notes.evaluation !== undefined && !hasChanged) return notes.evaluation;
  return await evaluator.evaluate(options.validation);
}

function stateOf(loop: TrainingLoop, loss: number): TrainingState {
  return { ...placeOf(loop), loss, kernels: loop.updateParts.kernels };
}

function placeOf({ progress, totalSteps, model }: TrainingLoop): BatchState {
  return { step: progress.steps, totalSteps, epoch: progress.epoch, arena: model.arena };
}

function tell({ options, updateParts }: TrainingLoop, event: TrainingEvent): void {
  options.onEvent?.(event);
  tellPlugins(updateParts.plugins, event);
}
