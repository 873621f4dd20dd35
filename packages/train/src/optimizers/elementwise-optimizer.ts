/**
 * Optimizers that do the same to every element: one pass over flat memory, split between threads, and exact also where gradients are
 * lists of rows.
 *
 * The arena is taken in segments, stretches of parameters with the same learning rate and weight decay. Each has its own state and
 * scalars; frozen parameters are in none, and so have no state.
 */
import type { Tensor } from '@bertsmith/tensor';
import type { KernelCall, KernelName } from '../flat-kernels/kernel-call.js';
import type { ParameterGroup } from '../parameter-groups/parameter-group.js';
import { ArenaOptimizer, type CountedStep, type OptimizerPlace } from './arena-optimizer.js';
import { type ElementwiseArrays, elementwiseCalls, elementwiseRowsCalls } from './elementwise-calls.js';
import type { Gradients } from './gradients.js';
import { createRowTable, type RowTable, recomputeHasMoments } from './row-table.js';
import { type UpdateSegment, updateSegments } from './update-segments.js';

/** What a step of a segment hangs on. */
export interface SegmentStep {
  /** t: 1 in the first step. */
  readonly stepCount: number;
  readonly learningRate: number;
  readonly gradientScale: number;
  readonly weightDecay: number;
}

/** What one optimizer of this kind does differently from another. */
export interface ElementwiseRule {
  /** For dense parameters, and for tables: what their arguments are, `elementwise-calls.ts` says. */
  readonly kernels: { readonly dense: KernelName; readonly rows: KernelName };
  /** PyTorch's names of what is kept for each element, in the order of the kernels' arguments. */
  readonly state: readonly string[];
  /** float32 numbers that the kernels read. */
  readonly scalarCount: number;
  readonly writeScalars: (scalars: Float32Array, step: SegmentStep) => void;
  /** For parameters whose specification asks for it. */
  readonly weightDecay: number;
}

interface SegmentWithState extends ElementwiseArrays {
  readonly segment: UpdateSegment;
  readonly table: RowTable | undefined;
}

/** See the top of the file. */
export abstract class ElementwiseOptimizer extends ArenaOptimizer {
  readonly #rule: ElementwiseRule;
  readonly #segments: readonly SegmentWithState[];

  protected constructor(place: OptimizerPlace, rule: ElementwiseRule, groups: readonly ParameterGroup[] | undefined) {
    super(place);
    this.#rule = rule;
    const segments = updateSegments(place.arena, { groups, weightDecay: rule.weightDecay });
    this.#segments = segments.map((segment) => withState(segment, rule, place));
  }

  protected override async update(step: CountedStep): Promise<void> {
    for (const { segment, scalars } of this.#segments) {
      const learningRate = step.learningRate * segment.learningRateFactor;
      this.#rule.writeScalars(scalars, { ...step, learningRate, weightDecay: segment.weightDecay });
    }
    await this.place.kernels.run(this.#segments.flatMap((each) => this.#calls(each, step.gradients)));
  }

  protected override stateTensors(): Map<string, Tensor<'float32'>> {
    const tensors = new Map<string, Tensor<'float32'>>();
    for (const { segment, state } of this.#segments) {
      for (const { offset, length, specification } of segment.entries) {
        const from = offset - segment.from;
        this.#rule.state.forEach((name, index) => {
          const data = (state[index] as Float32Array).subarray(from, from + length);
          tensors.set(`${specification.name}.${name}`, { dtype: 'float32', shape: specification.shape, data });
        });
      }
    }
    return tensors;
  }

  protected override afterLoad(): void {
    for (const { table, state } of this.#segments) {
      if (table !== undefined) recomputeHasMoments(table, state);
    }
  }

  #calls({ segment, table, ...arrays }: SegmentWithState, { dense, rows }: Gradients): KernelCall[] {
    const { heap } = this.place.arena;
    const { kernels } = this.#rule;
    if (table === undefined) {
      return elementwiseCalls(kernels.dense, arrays, dense.subarray(segment.from, segment.to), heap);
    }
    const gradient = rows.find(({ name }) => name === table.entry.specification.name);
    return elementwiseRowsCalls(kernels.rows, arrays, { table, gradient }, heap);
  }
}

function withState(segment: UpdateSegment, rule: ElementwiseRule, { arena, heap }: OptimizerPlace): SegmentWithState {
  const { from, to, entries, isTable } = segment;
  return {
    segment,
    parameters: arena.data.subarray(from, to),
    state: rule.state.map(() => heap.allocate('float32', to - from)),
    scalars: heap.allocate('float32', rule.scalarCount),
    table: isTable ? createRowTable(entries[0] as UpdateSegment['entries'][0], heap) : undefined,
  };
}
