/** What is checked of a criterion for heads and units, each check a function that gives sentences. */
import { isDeepStrictEqual } from 'node:util';
import type { Gradients } from '@bertsmith/train';
import { keepBestUnits } from '../structured/blocks/keep-best-units.js';
import type { UnitCriterion, UnitScoringContext } from '../structured/importance/unit-criterion.js';
import { checkScores, type UnitScores } from '../structured/importance/unit-scores.js';
import { identityViolations } from './run-checks.js';
import { inOneBuffer, inOwnBuffers, type TrialModel, trialModels } from './trial-models.js';

/** Makes a fresh criterion at every call. */
export type CreateUnitCriterion = () => UnitCriterion;

const DENSITIES = [1, 0.7, 0.5, 0.25];

/** It says what it is, and the function makes a new one at every call. */
export async function checkUnitContract(create: CreateUnitCriterion): Promise<string[]> {
  const { specificationVersion, needsGradients } = create();
  const violations = identityViolations(create);
  if (specificationVersion !== 'v1')
    violations.push(`specificationVersion must be 'v1', not '${specificationVersion}'`);
  if (!['boolean', 'undefined'].includes(typeof needsGradients)) {
    violations.push(`needsGradients is ${String(needsGradients)}, expected true, false or nothing`);
  }
  return violations;
}

/** A finite number for each head and each unit that a model has now. */
export async function checkUnitScores(create: CreateUnitCriterion): Promise<string[]> {
  return await forEachModel(async (trial) => {
    const scores = await scoresOf(create(), trial);
    checkScores(trial.model.config, scores, 'its scores');
    const isFine = [...scores.heads, ...scores.units].every((each) => each instanceof Float64Array);
    return isFine ? undefined : 'it does not score with Float64Arrays: begin with emptyScores(config)';
  });
}

/** The same model and gradients, the same scores, bit for bit: from another one of the same kind, and when it is asked again. */
export async function checkSameModel(create: CreateUnitCriterion): Promise<string[]> {
  return await forEachModel(async (trial) => {
    const criterion = create();
    const scores = copyOf(await scoresOf(criterion, trial));
    if (!isDeepStrictEqual(copyOf(await scoresOf(create(), trial)), scores))
      return 'another one of it scores otherwise';
    const again = copyOf(await scoresOf(criterion, trial));
    return isDeepStrictEqual(again, scores) ? undefined : 'it scores otherwise when it is asked again';
  });
}

/** The model is not its own. */
export async function checkModel(create: CreateUnitCriterion): Promise<string[]> {
  return await forEachModel(async (trial) => {
    const { model, parameters } = trial;
    const config = structuredClone(model.config);
    await scoresOf(create(), trial);
    if (!isDeepStrictEqual(model.config, config)) {
      // As it was, for the checks that come.
      Object.assign(model.config, config);
      return 'it changes the configuration';
    }
    const { data } = model.arena;
    const changed = model.arena.entries.find(({ offset, length }) => {
      return !isDeepStrictEqual(data.slice(offset, offset + length), parameters.slice(offset, offset + length));
    });
    return changed === undefined ? undefined : `it changes '${changed.specification.name}'`;
  });
}

/** It looks at gradients when it has said so, and only then, and at each before it asks for the next. */
export async function checkUnitGradients(create: CreateUnitCriterion): Promise<string[]> {
  return await forEachModel(async (trial) => {
    const { needsGradients = false } = create();
    const seen = { asked: false, batches: 0 };
    const scores = copyOf(await create().score(watchedContext(trial, seen)));
    if (!needsGradients) return seen.asked ? 'it reads `gradients` and does not say needsGradients: true' : undefined;
    if (seen.batches === 0) return 'it says needsGradients, and looks at none';
    const inPeace = copyOf(await create().score({ model: trial.model, gradients: inOwnBuffers(trial) }));
    return isDeepStrictEqual(scores, inPeace)
      ? undefined
      : 'it keeps gradients that the next batch overwrites: copy them';
  });
}

/** With its scores as many stay as asked for, the highest, of equal ones the first. */
export async function checkUnitOrder(create: CreateUnitCriterion): Promise<string[]> {
  return await forEachModel(async (trial) => {
    const { heads, units } = await scoresOf(create(), trial);
    return DENSITIES.flatMap((density) => [orderProblem(heads, density), orderProblem(units, density)]).find(
      (problem) => problem !== undefined,
    );
  });
}

function orderProblem(scores: readonly Float64Array[], density: number): string | undefined {
  const kept = keepBestUnits(scores, { density, scope: 'layer', multiple: 1 });
  for (const [layer, values] of scores.entries()) {
    if (values.some(Number.isNaN)) return `of layer ${layer} a score is not a number, and has no place in an order`;
    const ranked = [...values.keys()].sort((a, b) => (values[b] as number) - (values[a] as number) || a - b);
    const expected = ranked.slice(0, Math.max(1, Math.round(density * values.length))).sort((a, b) => a - b);
    const found = kept[layer] as number[];
    if (found.join() !== expected.join()) return `at ${density} of layer ${layer} stay ${found}, not ${expected}`;
  }
  return undefined;
}

/** As `scoreUnits` asks, but for the backend. */
async function scoresOf(criterion: UnitCriterion, trial: TrialModel): Promise<UnitScores> {
  const { needsGradients = false } = criterion;
  return await criterion.score({ model: trial.model, ...(needsGradients && { gradients: inOneBuffer(trial) }) });
}

function watchedContext(trial: TrialModel, seen: { asked: boolean; batches: number }): UnitScoringContext {
  const counted = async function* (): AsyncGenerator<Gradients> {
    for await (const each of inOneBuffer(trial)) {
      seen.batches++;
      yield each;
    }
  };
  return {
    model: trial.model,
    get gradients() {
      seen.asked = true;
      return counted();
    },
  };
}

/** A criterion may give the same arrays each time. */
function copyOf({ heads, units }: UnitScores): UnitScores {
  return { heads: heads.map((each) => each.slice()), units: units.map((each) => each.slice()) };
}

/** Sentences that say of which model. */
async function forEachModel(problemOf: (trial: TrialModel) => Promise<string | undefined>): Promise<string[]> {
  const violations: string[] = [];
  for (const trial of trialModels()) {
    const problem = await problemOf(trial).catch((error: unknown) => `it ended in '${String(error)}'`);
    if (problem !== undefined) violations.push(`of ${trial.name}: ${problem}`);
  }
  return violations;
}
