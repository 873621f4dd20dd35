/**
 * Training in few bits, as a plugin: a rewrite of the step graph behind differentiation, so that it works on whatever the other plugins made of it.
 *
 * Parameters, their gradients and the optimizer stay float32. A policy says what of a step runs in 8 or 16 bits.
 */
import { type Graph, input, multiply, type Value } from '@bertsmith/graph';
import { type Tensor, TrainingError } from '@bertsmith/tensor';
import type { FlatKernels, Gradients, JsonValue, TrainingPlugin, TrainingState } from '@bertsmith/train';
import { type ExplainedNode, explainPrecision } from './explain/explain-precision.js';
import { Int8Copies } from './int8/int8-copies.js';
import { firstOverflow } from './loss-scaling/first-overflow.js';
import type { LossScalerState } from './loss-scaling/loss-scaler.js';
import { unscaleGradients } from './loss-scaling/unscale-gradients.js';
import { completeMixedPrecisionOptions, type MixedPrecisionOptions } from './mixed-precision-options.js';
import { requireProducts } from './require-products.js';
import { rewriteForPolicy } from './rewrite-for-policy.js';

/** The plugin; one object serves one run. */
export interface MixedPrecision extends TrainingPlugin {
  /** What each node of the step runs in, and why; empty before the step is compiled. */
  explain(): readonly ExplainedNode[];
  /** By what the loss is multiplied now: 1 without loss scaling. */
  readonly lossScale: number;
}

/** The input that scales the loss. */
export const LOSS_SCALE = 'amp.loss_scale';

/** Plugins that look at gradients, and so come behind the one that unscales them. */
const READ_GRADIENTS = ['hold-zeros', 'weight-pruning', 'unit-movement', 'block-pruning'];

/**
 * Training in few bits by a policy; see the top of the file.
 *
 * Evaluations, and the model that is saved, are the float32 model. A step whose gradients are not finite is vetoed, and the scale of the loss backs off.
 *
 * @throws ConfigError for an option out of range, or a policy that names an unknown op
 * @throws BackendError from the trainer, when `native` asks for products that the backend does not have
 * @throws TrainingError in the run, when gradients are not finite at the smallest scale: it names the first
 * @example
 * const trainer = new Trainer({ model, backend, train, validation, maxLength: 128, plugins: [mixedPrecision({ policy: 'int8' })] });
 */
export function mixedPrecision(options: MixedPrecisionOptions): MixedPrecision {
  const settings = completeMixedPrecisionOptions(options);
  const { policy, scaler, weights } = settings;
  let step: Graph | undefined;
  let int8Weights: readonly string[] = [];
  let copies: Int8Copies | undefined;
  let kernels: FlatKernels | undefined;
  return {
    specificationVersion: 'v1',
    name: `mixed-precision-${policy.name}`,
    order: { after: ['gradient-checkpointing'], before: READ_GRADIENTS },
    resumesWithoutState: true,
    explain: () => (step === undefined ? [] : explainPrecision(step, policy, weights)),
    get lossScale() {
      return scaler?.scale ?? 1;
    },
    ...(scaler !== undefined && {
      scaleLoss: (loss: Value) => multiply(loss, input(LOSS_SCALE, 'float32', []) as Value) as Value,
      async transformGradients(gradients: Gradients, state: TrainingState) {
        const areFinite = await unscaleGradients(gradients, scaler.scale, state.kernels ?? (kernels as FlatKernels));
        if (!areFinite && !scaler.canBackOff) throw overflowError(gradients, state, scaler.scale);
        scaler.update(!areFinite);
        return areFinite ? ('proceed' as const) : ('veto' as const);
      },
      stateDict: () => ({ json: scaler.state as unknown as JsonValue }),
      loadStateDict: ({ json }: { json?: JsonValue }) => scaler.restore(json as unknown as LossScalerState),
    }),
    rewriteStep(graph) {
      step = graph;
      const rewritten = rewriteForPolicy(graph, settings);
      int8Weights = rewritten.int8Weights;
      return rewritten.graph;
    },
    workingCopies(place) {
      requireProducts(place.backend, settings);
      kernels = place.kernels;
      copies = new Int8Copies(int8Weights, place);
      return copies.tensors();
    },
    async feeds() {
      await copies?.refresh();
      return scaler === undefined ? {} : { [LOSS_SCALE]: scalarTensor(scaler.scale) };
    },
    afterUpdate: () => copies?.expire(),
  };
}

function scalarTensor(number: number): Tensor {
  return { dtype: 'float32', shape: [], data: Float32Array.of(number) };
}

function overflowError(gradients: Gradients, { arena, step }: TrainingState, scale: number): TrainingError {
  const tensor = firstOverflow(gradients, arena);
  return new TrainingError(
    `step ${step + 1}: gradients are not finite with the loss scaled by ${scale}, the smallest scale; the first is the '${tensor}'. Train in bf16 or float32, or at a lower learning rate`,
    { step: step + 1, scale, tensor },
  );
}
