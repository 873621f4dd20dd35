/** Loss scaling as hooks of a plugin: the loss is multiplied by an input of the graph, and the gradients divided by what it was. */
import { input, multiply, type Value } from '@bertsmith/graph';
import { allFinite, type Tensor, TrainingError } from '@bertsmith/tensor';
import type { FlatKernels, Gradients, JsonValue, StepVerdict, TrainingPlugin, TrainingState } from '@bertsmith/train';
import { areFinite, divideByScale } from './divide-by-scale.js';
import { firstOverflow } from './first-overflow.js';
import type { LossScaler, LossScalerState } from './loss-scaler.js';

/** The input that scales the loss. */
const LOSS_SCALE = 'amp.loss_scale';

/**
 * What of several processes that train one model decides whether a step has overflowed: it is told what one of them found, and says what all do. All are asked
 * once a step.
 */
export type OverflowDecision = (hasOverflowed: boolean) => boolean | Promise<boolean>;

/** What {@link scaledLoss} is made of. */
export interface LossScaling {
  readonly scaler: LossScaler;
  readonly decideOverflow: OverflowDecision;
  /** For states without threads. */
  readonly kernels: () => FlatKernels;
}

type LossScalingHooks = Required<
  Pick<TrainingPlugin, 'scaleLoss' | 'unscaleGradients' | 'stateDict' | 'loadStateDict' | 'feeds'>
>;

/** See the top of the file. */
export function scaledLoss(scaling: LossScaling): LossScalingHooks {
  const { scaler } = scaling;
  return {
    scaleLoss: (loss) => multiply(loss, input(LOSS_SCALE, 'float32', []) as Value) as Value,
    feeds: () => ({ [LOSS_SCALE]: scalarTensor(scaler.scale) }),
    unscaleGradients: (gradients, state) => unscale(gradients, state, scaling),
    stateDict: () => ({ json: scaler.state as unknown as JsonValue }),
    loadStateDict: ({ json }) => scaler.restore(json as unknown as LossScalerState),
  };
}

/** A loss that is not finite has gradients that are not, or would have by the next product. */
async function unscale(gradients: Gradients, state: TrainingState, scaling: LossScaling): Promise<StepVerdict> {
  const { scaler, decideOverflow } = scaling;
  const kernels = state.kernels ?? scaling.kernels();
  const hasOverflowed = !(Number.isFinite(state.loss) && (await areFinite(gradients, kernels)));
  if (await decideOverflow(hasOverflowed)) return await backOff(gradients, state, scaler);
  await divideByScale(gradients, scaler.scale, kernels);
  scaler.update(false);
  return 'proceed';
}

async function backOff(gradients: Gradients, state: TrainingState, scaler: LossScaler): Promise<StepVerdict> {
  // Parameters that are not finite are no matter of the scale: the trainer says which, as in float32.
  if (!Number.isFinite(state.loss) && !allFinite(state.arena.data)) return 'proceed';
  if (!scaler.canBackOff) throw await overflowError(gradients, state, scaler);
  scaler.update(true);
  return 'veto';
}

async function overflowError(
  gradients: Gradients,
  state: TrainingState,
  { scale, isFixed }: LossScaler,
): Promise<TrainingError> {
  const step = state.step + 1;
  const tensor = (await state.findNonFinite?.()) ?? firstOverflow(gradients, state.arena);
  const what = Number.isFinite(state.loss) ? 'gradients are' : 'the loss is';
  const first =
    tensor === undefined ? 'those of another process overflowed' : `the first tensor that is not finite is '${tensor}'`;
  const slower = 'Train in bf16 or float32, or at a lower learning rate';
  const advice = isFixed ? `Let lossScaling be 'dynamic' or a smaller number. ${slower}` : slower;
  return new TrainingError(
    `step ${step}: ${what} not finite with the loss scaled by ${scale}, ${isFixed ? 'a scale that stays' : 'the smallest scale'}; ${first}. ${advice}`,
    { step, scale, tensor },
  );
}

function scalarTensor(number: number): Tensor {
  return { dtype: 'float32', shape: [], data: Float32Array.of(number) };
}
