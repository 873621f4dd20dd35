/**
 * Training in few bits, as a plugin: a rewrite of the step graph behind differentiation, so that it works on whatever the other plugins made of it.
 *
 * Parameters, their gradients and the optimizer stay float32. A policy says what of a step runs in 8 or 16 bits.
 */
import type { Graph } from '@bertsmith/graph';
import type { TrainingPlugin, WorkingPlace } from '@bertsmith/train';
import { type ExplainedNode, explainPrecision } from './explain/explain-precision.js';
import { scaledLoss } from './loss-scaling/scaled-loss.js';
import { completeMixedPrecisionOptions, type MixedPrecisionOptions } from './mixed-precision-options.js';
import { requireProducts } from './require-products.js';
import { type LowPrecisionStep, rewriteForPolicy } from './rewrite-for-policy.js';
import type { WorkingCopies } from './working-copies.js';

/** The plugin; one object serves one run. */
export interface MixedPrecision extends TrainingPlugin {
  /** What each node of the step runs in, and why; empty before the step is compiled. */
  explain(): readonly ExplainedNode[];
  /** By what the loss is multiplied now: 1 without loss scaling. */
  readonly lossScale: number;
}

/** What a run made of the plugin. */
interface CompiledRun {
  given?: Graph;
  step?: LowPrecisionStep;
  place?: WorkingPlace;
  copies?: WorkingCopies;
}

/**
 * Training in few bits by a policy; see the top of the file.
 *
 * Evaluations, and the model that is saved, are the float32 model. A step whose loss or gradients are not finite is vetoed, and the scale of the loss backs
 * off.
 *
 * @throws ConfigError for an option out of range, or a policy that names an unknown op; from the trainer, when nothing would run in int8
 * @throws BackendError from the trainer, when `native` asks for products that the backend does not have
 * @throws TrainingError in the run, when gradients are not finite at the smallest scale: it names the first tensor of the step that is not
 * @example
 * const trainer = new Trainer({ model, backend, train, validation, maxLength: 128, plugins: [mixedPrecision({ policy: 'int8' })] });
 */
export function mixedPrecision(options: MixedPrecisionOptions): MixedPrecision {
  const settings = completeMixedPrecisionOptions(options);
  const { policy, scaler, weights, decideOverflow } = settings;
  const run: CompiledRun = {};
  const kernels = () => (run.place as WorkingPlace).kernels;
  const scaled = scaler && scaledLoss({ scaler, decideOverflow, kernels });
  return {
    ...scaled,
    specificationVersion: 'v1',
    name: `mixed-precision-${policy.name}`,
    order: { after: ['gradient-checkpointing'] },
    resumesWithoutState: true,
    explain: () => (run.given === undefined ? [] : explainPrecision(run.given, policy, weights)),
    get lossScale() {
      return scaler?.scale ?? 1;
    },
    rewriteStep(graph) {
      run.given = graph;
      run.step = rewriteForPolicy(graph, settings);
      return run.step.graph;
    },
    workingCopies(place) {
      requireProducts(place.backend, settings);
      run.place = place;
      run.copies = (run.step as LowPrecisionStep).createCopies(place);
      return run.copies.tensors;
    },
    async feeds(batch, state) {
      await run.copies?.refresh();
      return (await scaled?.feeds(batch, state)) ?? {};
    },
    afterUpdate: () => run.copies?.expire(),
  };
}
