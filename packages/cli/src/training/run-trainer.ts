import { join } from 'node:path';
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import type { BertModelWithHead } from '@bertsmith/bert-core';
import { TrainingError } from '@bertsmith/tensor';
import { writeFilesTogether } from '@bertsmith/tensor/files';
import type { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { tokenizerFiles } from '@bertsmith/tokenizer-wordpiece/files';
import { latestCheckpoint, Trainer, type TrainerOptions, type TrainingResult } from '@bertsmith/train';
import type { CommandIo } from '../command-io.js';
import { listenForInterrupt } from '../interrupt.js';
import { saveFloatDirectory } from '../model/save-float-directory.js';
import type { TrainingProgress } from '../progress/training-progress.js';
import { resumeCommand, type TrainingCommand } from '../report/next-command.js';
import { CHECKPOINTS } from './finished-run.js';
import { formatRunConfig, RUN_CONFIG_FILE } from './run-config.js';
import type { SettledOptions } from './run-options.js';

/** Where progress goes, and where Ctrl-C comes from. */
export interface TrainingSurroundings {
  readonly io: CommandIo;
  /** What was typed. */
  readonly command: TrainingCommand;
  readonly progress: TrainingProgress;
  /** When the command began, as `performance.now()` has it. */
  readonly startedAtMs: number;
}

/** What is trained, and how. */
export interface TrainerRun {
  readonly model: BertModelWithHead;
  readonly tokenizer: WordPieceTokenizer;
  /** All that the trainer is told but where it runs and what it saves. */
  readonly settings: Omit<TrainerOptions, 'model' | 'backend' | 'checkpoints' | 'resumeFrom' | 'onEvent' | 'signal'>;
  /** What is saved of the trained model when the run is at its end. Default: all of it, as of a run that is interrupted. */
  readonly finishModel?: ((model: BertModelWithHead) => BertModelWithHead) | undefined;
}

/** What came of it. */
export interface SavedRun {
  readonly result: TrainingResult;
  /** Before the training loop, in seconds: loading, tokenizing, compiling. */
  readonly setupSeconds: number;
}

const INTERRUPT_NOTE =
  'stopping after this step, then evaluating and saving; Ctrl-C again ends at once, without saving';

/**
 * Trains a model and saves it with its tokenizer and its settings. Training and saving are one: whoever presses Ctrl-C keeps what was
 * learned, and checkpoints to go on from.
 */
export async function runTrainer(
  { model, tokenizer, settings, finishModel = (trained) => trained }: TrainerRun,
  options: SettledOptions,
  { io, command, progress, startedAtMs }: TrainingSurroundings,
): Promise<SavedRun> {
  using interrupt = listenForInterrupt(io, () => {
    progress.note(INTERRUPT_NOTE);
    progress.end();
  });
  const { output, checkpointEvery: everySteps } = options;
  const directory = join(output, CHECKPOINTS);
  const configFile = (at: string) => [join(at, RUN_CONFIG_FILE), formatRunConfig(options)] as const;
  const files = (at: string) => [...tokenizerFiles(tokenizer, at), configFile(at)];
  const resumeFrom = options.resume ? await latestCheckpoint(directory) : undefined;
  // What a run that goes on was told stays as it is until it is known that it does.
  if (resumeFrom === undefined) await writeFilesTogether([configFile(output)]);
  const trainer = new Trainer({
    ...settings,
    model,
    backend: createOnnxRuntimeBackend({ executionProvider: options.provider }),
    checkpoints: { directory, files, isAtEnd: false, ...(everySteps !== undefined && { everySteps }) },
    resumeFrom,
    onEvent: (event) => progress.report(event),
    signal: interrupt.signal,
  });
  const resume = resumeCommand(io, command, output);
  const result = await trainer.train().catch(async (error: unknown) => {
    const isSaved = TrainingError.isInstance(error) && (await latestCheckpoint(directory)) !== undefined;
    if (isSaved) progress.note(adviceAfter(resume, settings.learningRate));
    throw error;
  });
  const setupSeconds = (performance.now() - startedAtMs) / 1000 - (result.seconds - result.secondsBefore);
  // What is to be taken out is known at the end alone; whoever interrupts goes on from a checkpoint.
  const finished = result.isAborted ? result.model : finishModel(result.model);
  await saveFloatDirectory({ model: finished, tokenizer }, options);
  for (const warning of result.warnings) progress.note(warning);
  // For people it is said with the results.
  if (result.isAborted && options.json) progress.note(`go on:  ${resume}`);
  return { result: { ...result, model: finished }, setupSeconds };
}

/** The same steps would end in the same way: what is changed is what most often helps. */
function adviceAfter(resume: string, learningRate: number | undefined): string {
  const slower = learningRate === undefined ? '' : ` --learning-rate ${learningRate / 2}`;
  return `the steps before are saved; go on from there, for example with half the learning rate:  ${resume}${slower}`;
}

/** A model in a line: its size, and what it began as. */
export function describeModel(
  { preset, model }: { readonly preset: string; readonly model?: string },
  { architecture, config, arena }: BertModelWithHead,
): string {
  const { numHiddenLayers, hiddenSize } = config;
  const size = `${numHiddenLayers} layers x ${hiddenSize}, ${arena.parameterCount.toLocaleString('en')} parameters`;
  return model === undefined ? `BERT ${preset} (${size})` : `${architecture} from ${model} (${size})`;
}
