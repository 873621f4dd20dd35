/**
 * Adafactor over an arena: second moments that take one number for each row and one for each column of a matrix, and no first ones.
 *
 * A step is three rounds of kernels, `assembly/kernels/adafactor.ts`, for all parameters at once, with a little arithmetic between them.
 */
import type { ParameterArena, Tensor } from '@bertsmith/tensor';
import { sumOfSquaresCalls } from '../flat-kernels/chunked-calls.js';
import type { FlatKernels } from '../flat-kernels/flat-kernels.js';
import { runGrouped } from '../flat-kernels/run-grouped.js';
import { requireNumber } from '../options/require-number.js';
import {
  type AdafactorUnit,
  applyCalls,
  createAdafactorUnit,
  decayCalls,
  squareSumCalls,
  type UnitStep,
  updateSquareCalls,
  varianceTensors,
} from './adafactor-units.js';
import { updateVariances } from './adafactor-variances.js';
import { ArenaOptimizer, type CountedStep } from './arena-optimizer.js';
import type { OptimizerOptions } from './optimizer-options.js';
import { parameterUnits } from './parameter-units.js';
import { gradientChunks, unitGradient } from './unit-gradient.js';

/** PyTorch's options and defaults. */
export interface AdafactorOptions extends OptimizerOptions {
  /** The second moments of step t take t^beta2Decay of the new: 0 or less. Default -0.8. */
  readonly beta2Decay?: number;
  /** The smallest root of a second moment, and the smallest mean of the moments of all rows; 0 or more. Default 2^-23. */
  readonly epsilon1?: number;
  /** The smallest root mean square of a parameter that the step is measured by, 0 or more. Default 1e-3. */
  readonly epsilon2?: number;
  /** The largest root mean square of an update, 1 or more; PyTorch's `d`. Default 1. */
  readonly clipThreshold?: number;
  /** Times the learning rate: the share of a parameter that each step takes away, where its specification says so. Default 0. */
  readonly weightDecay?: number;
}

type AdafactorSettings = Required<Omit<AdafactorOptions, keyof OptimizerOptions>>;

const DEFAULTS: AdafactorSettings = {
  beta2Decay: -0.8,
  epsilon1: 2 ** -23,
  epsilon2: 1e-3,
  clipThreshold: 1,
  weightDecay: 0,
};

/** Below it float32 is slow, and 0 / 0 not far. */
const SMALLEST_NORMAL = 2 ** -126;

/**
 * Adafactor, as `torch.optim.Adafactor`. In step t, for a matrix p of R rows and C columns with gradient g:
 *
 *     r_i <- r_i + t^beta2Decay (mean over j of g_ij^2 - r_i)
 *     c_j <- c_j + t^beta2Decay (mean over i of g_ij^2 - c_j)
 *     v_ij = r_i c_j / max(mean of r, epsilon1)
 *     u    = g / max(sqrt(v), epsilon1)
 *     p   <- p (1 - lr weightDecay)                          where the specification, or a group, asks for weight decay
 *     p   <- p - min(lr, 1 / sqrt(t)) max(epsilon2, RMS(p)) u / max(1, RMS(u) / clipThreshold)
 *
 * with RMS(p) from before the weight decay. A vector has a v of its own for each element. The learning rate is one relative to the size
 * of the parameter: PyTorch's default is 1e-2, where AdamW has 1e-3. Of a parameter with more than two dimensions all but the last are
 * taken as rows, where PyTorch has a matrix for each index of the others.
 *
 * A table with row gradients takes exactly the step that it would take with zeros in all other rows, for the price of its rows with a
 * gradient, a norm of the whole, and a pass for the weight decay if it has any.
 *
 * State: `<parameter>.row_var` [R, 1] and `<parameter>.col_var` [1, C], or `<parameter>.variance`; stacked parameters in their parts.
 *
 * Source: Shazeer and Stern 2018, "Adafactor: Adaptive Learning Rates with Sublinear Memory Cost", algorithms 4 and 5; where PyTorch
 * differs (epsilon1 as a lower bound instead of an addend, the learning rate in place of 1e-2), as PyTorch.
 *
 * @example
 * const optimizer = new Adafactor(arena, kernels);
 * await optimizer.step({ gradients, learningRate: 1e-2 });
 */
export class Adafactor extends ArenaOptimizer {
  readonly #settings: AdafactorSettings;
  readonly #units: readonly AdafactorUnit[];

  /** @throws ConfigError when an option is out of range, or the kernels or `heap` work on another memory than the arena's */
  constructor(arena: ParameterArena, kernels: FlatKernels, options: AdafactorOptions = {}) {
    const { heap = arena.heap, groups, ...given } = options;
    super({ arena, kernels, heap });
    this.#settings = { ...DEFAULTS, ...given };
    checkSettings(this.#settings);
    const units = parameterUnits(arena, { groups, weightDecay: this.#settings.weightDecay, heap });
    this.#units = units.map((unit) => createAdafactorUnit(unit, arena, heap));
  }

  protected override async update(step: CountedStep): Promise<void> {
    const { arena, kernels } = this.place;
    const unitSteps = this.#units.map(({ unit }) => {
      const gradient = unitGradient(unit, step.gradients);
      return { ...gradient, pieces: gradientChunks(unit, gradient) };
    });
    const parameterSquares = await this.#measureGradients(unitSteps);
    for (const [index, each] of this.#units.entries()) this.#prepare(each, unitSteps[index] as UnitStep, step);
    const updateSquares = await this.#measureUpdates(unitSteps, step);
    this.#units.forEach((each, index) => {
      const squares = { ofParameter: parameterSquares[index] as number, ofUpdate: updateSquares[index] as number };
      this.#writeStepSize(each, squares, step);
    });
    const calls = this.#units.flatMap((each, index) => applyCalls(each, unitSteps[index] as UnitStep, arena.heap));
    await kernels.run(calls);
  }

  protected override stateTensors(): Map<string, Tensor<'float32'>> {
    return new Map(this.#units.flatMap(varianceTensors));
  }

  protected override afterLoad(): void {}

  /** The first round. @returns the sum of p^2 of each unit */
  async #measureGradients(unitSteps: readonly UnitStep[]): Promise<number[]> {
    const { heap } = this.place.arena;
    const norms = this.#units.map(({ parameters }) => sumOfSquaresCalls(parameters, heap));
    const sums = this.#units.map((each, index) => squareSumCalls(each, unitSteps[index] as UnitStep, heap));
    const results = await runGrouped(this.place.kernels, [...norms, ...sums]);
    return results.slice(0, norms.length).map(total);
  }

  /** Everything that the second round reads. */
  #prepare(
    each: AdafactorUnit,
    { rows, pieces }: UnitStep,
    { stepCount, gradientScale, learningRate }: CountedStep,
  ): void {
    const { beta2Decay, epsilon1 } = this.#settings;
    const share = stepCount ** beta2Decay;
    updateVariances(each.unit, each, { share, gradientScale, epsilon1, rows, pieces: pieces.length });
    const decay = each.unit.table === undefined ? decayOf(each, learningRate) : 1;
    each.scalars.set([gradientScale, Math.max(epsilon1 ** 2, SMALLEST_NORMAL), decay]);
  }

  /** The second round, in which tables decay too. @returns the sum of u^2 of each unit */
  async #measureUpdates(unitSteps: readonly UnitStep[], { learningRate }: CountedStep): Promise<number[]> {
    const { heap } = this.place.arena;
    const squares = this.#units.map((each, index) => updateSquareCalls(each, unitSteps[index] as UnitStep, heap));
    const decays = this.#units.map((each) => {
      const decay = decayOf(each, learningRate);
      return each.unit.table === undefined || decay === 1 ? [] : decayCalls(each, decay, heap);
    });
    const results = await runGrouped(this.place.kernels, [...squares, ...decays]);
    return results.slice(0, squares.length).map(total);
  }

  #writeStepSize(
    { unit, parameters, scalars }: AdafactorUnit,
    squares: { readonly ofParameter: number; readonly ofUpdate: number },
    { learningRate, stepCount }: CountedStep,
  ): void {
    const { epsilon2, clipThreshold } = this.#settings;
    const rootMean = (sum: number) => Math.sqrt(sum / parameters.length);
    const rate = Math.min(learningRate * unit.learningRateFactor, 1 / Math.sqrt(stepCount));
    const length = Math.max(epsilon2, rootMean(squares.ofParameter)) * rate;
    scalars[STEP_SIZE] = length / Math.max(1, rootMean(squares.ofUpdate) / clipThreshold);
  }
}

/** Where the step size stands among the scalars. */
const STEP_SIZE = 3;

/** What weight decay leaves of a parameter. */
function decayOf({ unit }: AdafactorUnit, learningRate: number): number {
  return 1 - learningRate * unit.learningRateFactor * unit.weightDecay;
}

function total(sums: Float64Array): number {
  return sums.reduce((sum, value) => sum + value, 0);
}

function checkSettings(settings: AdafactorSettings): void {
  const owner = 'Adafactor';
  const { beta2Decay, epsilon1, epsilon2, clipThreshold, weightDecay } = settings;
  requireNumber({ owner, option: 'beta2Decay', value: beta2Decay }, { minimum: -Number.MAX_VALUE, maximum: 0 });
  requireNumber({ owner, option: 'epsilon1', value: epsilon1 }, { minimum: 0 });
  requireNumber({ owner, option: 'epsilon2', value: epsilon2 }, { minimum: 0 });
  requireNumber({ owner, option: 'clipThreshold', value: clipThreshold }, { minimum: 1 });
  requireNumber({ owner, option: 'weightDecay', value: weightDecay }, { minimum: 0 });
}
