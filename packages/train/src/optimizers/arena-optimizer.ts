import { ConfigError, type ParameterArena, type SharedHeap, type Tensor } from '@bertsmith/tensor';
import type { FlatKernels } from '../flat-kernels/flat-kernels.js';
import { checkOptimizerStep } from './check-optimizer-step.js';
import type { Optimizer, OptimizerState, OptimizerStep } from './optimizer.js';
import { loadOptimizerState } from './optimizer-state.js';

/** Where an optimizer works. */
export interface OptimizerPlace {
  readonly arena: ParameterArena;
  readonly kernels: FlatKernels;
  /** Where its state goes. */
  readonly heap: SharedHeap;
}

/** What all optimizers of an arena have in common: steps that are checked and counted, and their state. */
export abstract class ArenaOptimizer implements Optimizer {
  #stepCount = 0;

  protected constructor(protected readonly place: OptimizerPlace) {
    const { arena, kernels, heap } = place;
    const owner = new.target.name;
    if (kernels.heap !== arena.heap) throw new ConfigError(`${owner}: the kernels must work on the heap of the arena`);
    if (heap.memory === arena.heap.memory) return;
    throw new ConfigError(`${owner}: \`heap\` must be in the memory of the arena's heap`);
  }

  /** @throws what {@link checkOptimizerStep} throws, before anything is changed; BackendError when the kernels fail */
  async step(step: OptimizerStep): Promise<void> {
    checkOptimizerStep(step, this.place.arena);
    this.#stepCount += 1;
    const { gradients, learningRate, gradientScale = 1 } = step;
    await this.update({ gradients, learningRate, gradientScale, stepCount: this.#stepCount });
  }

  stateDict(): OptimizerState {
    return { stepCount: this.#stepCount, tensors: this.stateTensors() };
  }

  /** @throws ConfigError, ShapeError when the state is not one of these parameters */
  loadStateDict(state: OptimizerState): void {
    loadOptimizerState(state, this.stateTensors());
    this.#stepCount = state.stepCount;
    this.afterLoad();
  }

  protected abstract update(step: CountedStep): Promise<void>;

  /** Views of the state by `<parameter>.<PyTorch's name of the state>`. */
  protected abstract stateTensors(): Map<string, Tensor<'float32'>>;

  /** Brings what follows from the state up to date. */
  protected abstract afterLoad(): void;
}

/** A step that has been checked. */
export interface CountedStep extends Required<OptimizerStep> {
  /** t: 1 in the first step. */
  readonly stepCount: number;
}
