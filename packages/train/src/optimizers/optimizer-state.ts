import { ConfigError, formatShape, ShapeError, sameShape, type Tensor } from '@bertsmith/tensor';
import type { OptimizerState } from './optimizer.js';

/**
 * Copies the tensors of a state into `own`, after checking that they are the same ones.
 *
 * @throws ConfigError when a tensor is missing or unknown, or the step count is not one
 * @throws ShapeError when a tensor has another shape
 */
export function loadOptimizerState(state: OptimizerState, own: ReadonlyMap<string, Tensor<'float32'>>): void {
  checkStepCount(state.stepCount);
  for (const name of state.tensors.keys()) {
    if (own.has(name)) continue;
    throw new ConfigError(
      `optimizer state: there is no place for '${name}': another optimizer or model wrote it, or one with other frozen parameters`,
      { name },
    );
  }
  for (const [name, { shape }] of own) checkTensor(name, shape, state.tensors.get(name));
  for (const [name, { data }] of own) data.set((state.tensors.get(name) as Tensor<'float32'>).data);
}

function checkStepCount(stepCount: number): void {
  if (Number.isInteger(stepCount) && stepCount >= 0) return;
  throw new ConfigError(`optimizer state: the step count must be a whole number from 0, not ${stepCount}`, {
    stepCount,
  });
}

function checkTensor(name: string, expected: readonly number[], given: Tensor | undefined): void {
  if (given === undefined) throw new ConfigError(`optimizer state: '${name}' is missing`, { name });
  if (given.dtype !== 'float32') {
    throw new ConfigError(`optimizer state: '${name}' must be float32, not ${given.dtype}`, { name });
  }
  if (sameShape(given.shape, expected)) return;
  throw new ShapeError(
    `optimizer state: '${name}' has shape ${formatShape(given.shape)}, expected ${formatShape(expected)}`,
    { name, expected, actual: given.shape },
  );
}
