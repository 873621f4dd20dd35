import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import type { BertModelWithHead } from '@bertsmith/bert-core';
import { checkStudent } from '@bertsmith/distill';
import { countZeros, type SparseSizes, saveSparseWeights, type WeightReport } from '@bertsmith/prune';
import { ConfigError } from '@bertsmith/tensor';
import type { TrainingResult } from '@bertsmith/train';
import { loadTeacher, teacherIn } from '../distillation/load-teacher.js';
import { requireSameVocabulary } from '../distillation/require-same-vocabulary.js';
import type { BeforeAndAfter } from '../measurement/before-and-after.js';
import { measureShrunk } from '../measurement/measure-shrunk.js';
import { checkTaskLabels } from '../model/check-task-labels.js';
import { trainedMaxLength } from '../model/fit-max-length.js';
import { loadTrainedDirectory, type ModelDirectory } from '../model/load-model-directory.js';
import { scoreModel, type TaskScores } from '../model/score-model.js';
import { formatCount } from '../report/number-format.js';
import type { LoadedTask } from '../task/load-task.js';
import { SPARSE_FILE } from '../training/finished-run.js';
import type { SettledOptions } from '../training/run-options.js';
import type { TrainingSurroundings } from '../training/run-trainer.js';
import { checkLayerCount } from './check-layer-count.js';
import { type CuttingContext, cutModel } from './cut-model.js';
import { decisiveOptions } from './decisive-options.js';
import { type ModelStructure, modelStructure } from './describe-structure.js';
import { pruneAtOnce } from './prune-at-once.js';
import type { PruneOptions } from './prune-options.js';
import { PruningDecisions } from './pruning-decisions.js';
import { isOfWeights } from './pruning-methods.js';
import { recoverModel } from './recover-model.js';
import { type TargetOutcome, targetOutcome, warningOf } from './target-outcome.js';

/** What a run of `prune` came to. */
export interface FinishedPruning {
  readonly structure: { readonly before: ModelStructure; readonly after: ModelStructure };
  /** Of the recovery, if there was one. */
  readonly result?: TrainingResult | undefined;
  readonly setupSeconds?: number | undefined;
  /** None of a run that was interrupted. */
  readonly measured: BeforeAndAfter | undefined;
  /** Of one of time that is measured. */
  readonly target?: TargetOutcome | undefined;
  /** What a resumed run had otherwise than before; a target that was missed. */
  readonly warnings: readonly string[];
  /** The file without the zeros, where single weights went. */
  readonly sparse: SparseModel | undefined;
}

/** A file without zeros, and where these are. */
export interface SparseModel extends SparseSizes {
  readonly path: string;
  readonly zeros: WeightReport;
}

/**
 * Makes a model smaller by one method after another, trains what is left, saves it, and measures it beside the one that was given.
 *
 * @param loaded none when there is no task: then nothing is scored and trained
 * @throws ConfigError when the model is not one of the task, or a target cannot be met
 */
export async function pruneAndSave(
  loaded: LoadedTask | undefined,
  asked: PruneOptions,
  surroundings: TrainingSurroundings,
): Promise<FinishedPruning> {
  const context = await openContext(loaded, asked, (line) => surroundings.progress.note(line));
  const { original, options } = context;
  const scoresBefore = await scoreOriginal(context);
  const cut = await cutModel(context);
  if (loaded !== undefined && options.epochs > 0) await context.decisions.save();
  const trained = await trainOrSave(cut, context, surroundings);
  const structure = { before: modelStructure(original.model.config), after: modelStructure(trained.model.config) };
  const { result, setupSeconds } = trained;
  const { warnings = [] } = result ?? {};
  const finished = { structure, result, setupSeconds };
  if (result?.isAborted) return { ...finished, measured: undefined, sparse: undefined, warnings };
  const sparse = await saveSparse(trained.model, options);
  const scores = { before: scoresBefore, after: trained.scores };
  const measured = await measureShrunk({ ...context, original: original.model, scores });
  const target = targetOutcome(options, measured);
  const missed = target && warningOf(target);
  if (missed === undefined) return { ...finished, measured, sparse, target, warnings };
  context.note(missed);
  return { ...finished, measured, sparse, target, warnings: [...warnings, missed] };
}

async function openContext(
  loaded: LoadedTask | undefined,
  asked: PruneOptions,
  note: (line: string) => void,
): Promise<CuttingContext> {
  const original = await loadTrainedDirectory(asked.model);
  if (loaded !== undefined) checkTaskLabels(original.model, loaded);
  checkLayerCount(asked, original.model.config);
  const maxLength = await trainedMaxLength(asked.maxLength, original.model.config, asked.model);
  const teacher = loaded && (await teacherFor(original, loaded, { ...asked, maxLength }, note));
  const basis = { options: decisiveOptions(asked), model: hashOfWeights(original.model) };
  const decisions = await PruningDecisions.open(asked.output, basis, asked.resume ?? false);
  const backend = createOnnxRuntimeBackend({ executionProvider: asked.provider });
  return { options: { ...asked, maxLength }, original, teacher, loaded, backend, decisions, note };
}

/** Another teacher is looked at here, and not when the recovery begins: to choose what goes may take an hour. */
async function teacherFor(
  original: ModelDirectory<BertModelWithHead>,
  loaded: LoadedTask,
  { model, distill, teacher: directory, alpha, maxLength }: SettledOptions<PruneOptions>,
  note: (line: string) => void,
): Promise<BertModelWithHead | undefined> {
  if (directory === undefined) return distill ? original.model : undefined;
  const { model: teacher, tokenizer } = await loadTeacher(directory, loaded);
  note(`the teacher: ${directory}, ${formatCount(teacher.arena.parameterCount)} parameters`);
  requireSameVocabulary(
    { name: `the model in ${model}`, tokenizer: original.tokenizer },
    { name: teacherIn(directory), tokenizer },
    'take a teacher of the same family, and prune words last, or --distill',
  );
  checkStudent(original.model, { teacher, alpha });
  const { maxPositionEmbeddings } = teacher.config;
  if (maxPositionEmbeddings >= maxLength) return teacher;
  throw new ConfigError(
    `${teacherIn(directory)} takes at most ${maxPositionEmbeddings} tokens, and texts are cut at ${maxLength}: give --max-length ${maxPositionEmbeddings} or less`,
    { path: directory, expected: maxLength, actual: maxPositionEmbeddings },
  );
}

function hashOfWeights({ arena }: BertModelWithHead): string {
  return createHash('sha1').update(arena.data).digest('hex');
}

async function scoreOriginal({ original, loaded, options, note }: CuttingContext): Promise<TaskScores | undefined> {
  if (loaded === undefined) return undefined;
  note('scoring the model that was given');
  return await scoreModel(original, loaded, options);
}

interface TrainedModel {
  readonly model: BertModelWithHead;
  readonly result?: TrainingResult;
  readonly setupSeconds?: number;
  readonly scores?: TaskScores;
}

async function trainOrSave(
  cut: ModelDirectory<BertModelWithHead>,
  context: CuttingContext,
  surroundings: TrainingSurroundings,
): Promise<TrainedModel> {
  const { loaded, options } = context;
  if (loaded !== undefined && options.epochs > 0) return await recoverModel(cut, { ...context, loaded }, surroundings);
  const model = await pruneAtOnce(cut, context);
  if (loaded === undefined) return { model };
  return { model, scores: await scoreModel(await loadTrainedDirectory(options.output), loaded, options) };
}

async function saveSparse(
  model: BertModelWithHead,
  { method, output }: PruneOptions,
): Promise<SparseModel | undefined> {
  if (!method.some(isOfWeights)) return undefined;
  const path = join(output, SPARSE_FILE);
  return { path, ...(await saveSparseWeights(model, path)), zeros: countZeros(model) };
}
