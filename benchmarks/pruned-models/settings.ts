/** How models are fine-tuned, pruned and recovered, and what of it is run. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionProvider } from '@bertsmith/backend-onnxruntime';

/** A task, with the passes over its training rows. */
export interface PrunedTask {
  /** As the command has it. */
  readonly name: string;
  /** Its folder in the project's data. */
  readonly folder: string;
  /** Before anything is pruned. */
  readonly teacherEpochs: number;
  /** While and after it is. */
  readonly recoverEpochs: number;
  /** Whether what the teacher's layers say of all rows fits on a disk, some 30 kB a token: single weights are then pruned without asking it anew. */
  readonly keepsTeacher: boolean;
}

export const TASKS: readonly PrunedTask[] = [
  { name: 'sst2', folder: 'glue/SST-2', teacherEpochs: 3, recoverEpochs: 2, keepsTeacher: false },
  { name: 'mrpc', folder: 'glue/MRPC', teacherEpochs: 8, recoverEpochs: 5, keepsTeacher: true },
];

/** Of all runs, the unpruned one among them. */
export const SHARED_OPTIONS: readonly string[] = ['--batch-size', '32', '--max-length', '128', '--holdout', '13'];

/** Of fine-tuning, and of the unpruned model that is fine-tuned for as long as the pruned one in all. */
export const FINE_TUNING_OPTIONS: readonly string[] = ['--learning-rate', '5e-5'];

/** Of the recovery: a small model takes a high rate, and layers of the teacher help where much is gone. */
export const RECOVERY_OPTIONS: readonly string[] = [
  ...['--learning-rate', '1e-4', '--distill', '--transfer', 'hidden', '--alpha', '0.9', '--temperature', '2'],
];

export const TARGETS: readonly string[] = ['1.8', '2.4'];
/** A plan is asked for so much more than a target: it may miss by 2 %, and what is measured at the end has texts to cut, too. */
export const TARGET_MARGIN = 1.05;
export const METHODS: readonly string[] = ['magnitude', 'movement', 'obd'];
export const SPARSITIES: readonly string[] = ['0.5', '0.7', '0.8', '0.9'];

const TEACHERS = ['before', 'unpruned'] as const;

/** What the environment says. */
export interface PrunedModelsEnvironment {
  /** Cases: those whose name has all words of one of these in it. Default: all. */
  readonly cases: readonly (readonly string[])[] | undefined;
  /** The seed of the first repetition. Default 1. */
  readonly seed: number;
  /** Training and development rows at most, for a trial. Default: all. */
  readonly rows: string | undefined;
  /** Texts of the run that is timed when a target is planned for. Default 32. */
  readonly batch: string;
  /** What takes structure out beside words: `heads,ffn`, or `blocks`. */
  readonly structure: string;
  /** Words that stay beside those of the training texts, as `--vocabulary-texts` has them. Default `dictionary`. */
  readonly words: string;
  /** How often they have to be there. Default 5. */
  readonly frequency: string;
  /** What computes while models are made, as `--provider` has it. Default `cpu`. */
  readonly provider: ExecutionProvider;
  /** Who teaches in a recovery: the model that is pruned, or the one that was fine-tuned for as long as both together. Default `before`. */
  readonly teacher: (typeof TEACHERS)[number];
  /** Options of the recovery that win over the settings above. Default: none. */
  readonly options: readonly string[];
  /** Where models are kept from one run to the next: what is there is not trained again. */
  readonly folder: string;
}

/** Reads `PRUNED_MODELS_...`. */
export function readEnvironment(environment: NodeJS.ProcessEnv = process.env): PrunedModelsEnvironment {
  const read = (name: string) => environment[`PRUNED_MODELS_${name}`];
  return {
    cases: read('CASES')
      ?.split(',')
      .map((each) => each.trim().split(/\s+/)),
    seed: readSeed(read('SEED') ?? '1'),
    rows: read('ROWS'),
    batch: read('BATCH') ?? '32',
    structure: read('STRUCTURE') ?? 'heads,ffn',
    words: read('WORDS') ?? 'dictionary',
    frequency: read('FREQUENCY') ?? '5',
    provider: (read('PROVIDER') ?? 'cpu') as ExecutionProvider,
    teacher: readTeacher(read('TEACHER') ?? 'before'),
    options: read('OPTIONS')?.trim().split(/\s+/) ?? [],
    folder: read('FOLDER') ?? join(tmpdir(), 'bertsmith-pruned-models'),
  };
}

function readSeed(seed: string): number {
  if (/^[1-9]\d*$/.test(seed)) return Number(seed);
  throw new Error(`PRUNED_MODELS_SEED is '${seed}', expected a whole number from 1`);
}

function readTeacher(name: string): (typeof TEACHERS)[number] {
  const known = TEACHERS.find((each) => each === name);
  if (known !== undefined) return known;
  throw new Error(`PRUNED_MODELS_TEACHER is '${name}', expected one of ${TEACHERS.join(', ')}`);
}

/** What a case's name says of the environment: all that makes other models, or other rows of them, than the defaults do. */
export function describeEnvironment({
  seed,
  rows,
  batch,
  structure,
  words,
  frequency,
  provider,
  teacher,
  options,
}: PrunedModelsEnvironment): string {
  const { batch: usual, ...others } = readEnvironment({});
  const said = [
    ...(seed === others.seed ? [] : [`from seed ${seed}`]),
    ...(rows === undefined ? [] : [`${rows} rows`]),
    ...(batch === usual ? [] : [`batch ${batch}`]),
    ...(structure === others.structure ? [] : [structure]),
    ...(words === others.words ? [] : [`words of ${words}`]),
    ...(frequency === others.frequency ? [] : [`words from ${frequency} times`]),
    ...(provider === others.provider ? [] : [provider]),
    ...(teacher === others.teacher ? [] : [`taught by ${teacher}`]),
    ...(options.length === 0 ? [] : [options.join(' ')]),
  ];
  return said.length === 0 ? '' : ` (${said.join(', ')})`;
}
