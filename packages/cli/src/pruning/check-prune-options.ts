import { ConfigError } from '@bertsmith/tensor';
import type { Command } from 'commander';
import { givenFlag } from '../options/given-flag.js';
import { requireOtherDirectory } from '../options/require-other-directory.js';
import { type PruneOptions, teacherOf } from './prune-options.js';
import { isGradual, isOfWeights, UNIT_METHODS, WHILE_TRAINING, WITHOUT_TASK } from './pruning-methods.js';
import { structureTarget, TARGET_FLAGS } from './pruning-target.js';

/** Options that say something where there is no task, too; all others are about rows, or training on them. */
const WITHOUT_ROWS = [
  ...['model', 'method', 'sparsity', 'scope', 'pattern', 'keepLayers', 'layerChoice', 'maxLength', 'seed', 'threads'],
  ...['targetSpeedup', 'targetMs', 'targetParams', 'targetBatch', 'output', 'overwrite', 'config', 'json', 'provider'],
];
/** Options that say something where nothing is trained: those above, and those about rows. */
const WITHOUT_TRAINING = [
  ...[...WITHOUT_ROWS, 'task', 'data', 'onBadRow', 'holdout', 'maxExamples', 'batchSize', 'epochs', 'resume'],
  ...['vocabularyTexts', 'vocabularyFrequency'],
];
/** Options of `vocabulary`. */
const OF_WORDS = ['vocabularyTexts', 'vocabularyFrequency'];
/** Options of a teacher. */
const OF_TEACHER = ['temperature', 'alpha', 'transfer', 'teacherCache'];

/** @throws ConfigError when options contradict one another, or one is missing that another needs */
export function checkPruneOptions(command: Command, options: PruneOptions): void {
  requireOtherDirectory(options);
  checkTargets(options);
  checkWeights(options);
  checkLayers(options);
  checkTask(command, options);
  checkOwners(command, options);
  checkTraining(command, options);
}

function checkTargets(options: PruneOptions): void {
  const { method, targetSpeedup, targetMs, targetParams, sparsity } = options;
  const given = Object.entries({ speedup: targetSpeedup, milliseconds: targetMs, parameters: targetParams }).filter(
    ([, value]) => value !== undefined,
  );
  const flags = given.map(([kind]) => TARGET_FLAGS[kind as keyof typeof TARGET_FLAGS]);
  const ofStructure = method.filter((each) => UNIT_METHODS.includes(each) || each === 'layers');
  const target = structureTarget(options);
  const isForWeights = method.some(isOfWeights);
  if (flags.length > 1) throw refuse(`${flags.join(' and ')} are two targets: leave one of them out`);
  if (flags.length === 1 && sparsity !== undefined && !isForWeights) {
    throw refuse(`--sparsity and ${flags[0]} are two targets: leave one of them out`);
  }
  if (target !== undefined && ofStructure.length === 0) {
    throw refuse(
      `${TARGET_FLAGS[target.kind]} says how much of the structure goes, and --method ${method} takes none out`,
    );
  }
  const ofUnits = method.filter((each) => UNIT_METHODS.includes(each));
  if (ofUnits.length === 0 || target !== undefined) return;
  const also = isForWeights ? '; --sparsity is about single weights here' : ' or --sparsity';
  throw refuse(
    `--method ${ofUnits} needs to know how much goes: give --target-speedup, --target-ms, --target-params${also}`,
  );
}

/** Options that say more about another, which has to be there. */
function checkOwners(command: Command, { method, targetSpeedup, targetMs }: PruneOptions): void {
  const isTimed = targetSpeedup !== undefined || targetMs !== undefined;
  const batch = isTimed ? undefined : givenFlag(command, (name) => name === 'targetBatch');
  if (batch !== undefined) throw refuse(`${batch} is about a run that is timed: give --target-speedup or --target-ms`);
  const words = method.includes('vocabulary') ? undefined : givenFlag(command, (name) => OF_WORDS.includes(name));
  if (words !== undefined) throw refuse(`${words} is about words: add vocabulary to --method`);
}

function checkWeights({ method, sparsity, pattern, scope }: PruneOptions): void {
  const ofWeights = method.find(isOfWeights);
  if (ofWeights === undefined) {
    const wrong = pattern === undefined ? scope && '--scope' : '--pattern';
    if (wrong !== undefined) throw refuse(`${wrong} is about single weights, and --method ${method} sets none to 0`);
    return;
  }
  if ((sparsity === undefined) === (pattern === undefined)) {
    const found = sparsity === undefined ? 'neither is there' : 'both are there';
    throw refuse(`--method ${ofWeights} is told how many weights go by --sparsity or --pattern: ${found}`);
  }
  if (pattern !== undefined && scope !== undefined) throw refuse('--scope and --pattern are both there: leave one out');
}

function checkLayers(options: PruneOptions): void {
  const { method, keepLayers, layerChoice, task } = options;
  if (!method.includes('layers')) {
    const wrong = keepLayers === undefined ? layerChoice && '--layer-choice' : '--keep-layers';
    if (wrong !== undefined) throw refuse(`${wrong} is about layers: add layers to --method`);
    return;
  }
  if (layerChoice === 'least-important' && task === undefined) {
    throw refuse('--layer-choice least-important looks at the loss on training rows: give --task, or choose top');
  }
  checkCountOfLayers(options);
}

/** Heads and units have a target for themselves where they go, too. */
function checkCountOfLayers(options: PruneOptions): void {
  const { method, keepLayers, layerChoice } = options;
  const others = method.filter((each) => UNIT_METHODS.includes(each));
  const target = others.length > 0 ? undefined : structureTarget(options);
  const said = [
    ...(keepLayers === undefined ? [] : ['--keep-layers']),
    ...(layerChoice === 'every-other' ? ['--layer-choice every-other'] : []),
    ...(target === undefined ? [] : [TARGET_FLAGS[target.kind]]),
  ];
  if (said.length === 1) return;
  if (said.length > 1) throw refuse(`${said.join(' and ')} each say how many layers stay: leave all but one out`);
  const why = others.length > 0 ? `the target is for ${others}` : 'there is no target';
  throw refuse(`--method layers needs to know how many layers stay: give --keep-layers, since ${why}`);
}

function checkTask(command: Command, { method, task }: PruneOptions): void {
  if (task !== undefined) return;
  const needing = method.filter((each) => !WITHOUT_TASK.includes(each));
  if (needing.length > 0) {
    throw refuse(
      `--method ${needing} looks at rows of a task, and there is none: give --task (and --data); ${WITHOUT_TASK.join(', ')} need none`,
    );
  }
  const wrong = givenFlag(command, (name) => !WITHOUT_ROWS.includes(name));
  if (wrong !== undefined) throw refuse(`${wrong} is about the rows of a task, and there is none: give --task`);
}

function checkTraining(command: Command, options: PruneOptions): void {
  const { method, epochs, task } = options;
  const hasTeacher = teacherOf(options) !== undefined;
  if (task === undefined) return;
  const needing = method.filter((each) => WHILE_TRAINING.includes(each));
  if (epochs === 0 && needing.length > 0) {
    throw refuse(`--method ${needing} learns what goes in training: give --recover-epochs of 1 or more`);
  }
  if (epochs === 0 && hasTeacher) {
    const flag = options.teacher === undefined ? '--distill' : '--teacher';
    throw refuse(`${flag} needs --recover-epochs of 1 or more: nothing is trained`);
  }
  const wrong = hasTeacher ? undefined : givenFlag(command, (name) => OF_TEACHER.includes(name));
  if (wrong !== undefined) throw refuse(`${wrong} is about a teacher: add --distill or --teacher, or leave it out`);
  const idle = epochs === 0 ? givenFlag(command, (name) => !WITHOUT_TRAINING.includes(name)) : undefined;
  if (idle !== undefined)
    throw refuse(`${idle} is about training, and --recover-epochs 0 trains nothing: leave it out`);
  if (isGradual(options)) checkWholeRecovery(options);
}

/** All of what was asked for is gone near the end of the last epoch, and not before. */
function checkWholeRecovery({ method, maxSteps, maxMinutes, patience, keepBest }: PruneOptions): void {
  const early = Object.entries({ '--max-steps': maxSteps, '--max-minutes': maxMinutes, '--patience': patience });
  const flag = early.find(([, value]) => value !== undefined)?.[0];
  const gradual = method.find((each) => each === 'blocks' || isOfWeights(each));
  if (flag !== undefined) {
    throw refuse(
      `${flag} may end the recovery before --method ${gradual} has taken out what was asked for: say with --recover-epochs how long it is`,
    );
  }
  if (!keepBest) return;
  throw refuse(
    `--keep-best would bring back what --method ${gradual} takes out later than at the best evaluation: leave it out`,
  );
}

function refuse(message: string): ConfigError {
  return new ConfigError(message);
}
