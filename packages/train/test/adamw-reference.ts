/** AdamW as a plain loop that rounds to float32 after every operation: what the kernel must agree with bit for bit. */
import type { AdamWStepSettings } from '../src/optimizers/adamw-scalars.js';

/** Arrays of equal length; all but the gradients are changed in place. */
export interface ReferenceArrays {
  readonly p: Float32Array;
  readonly g: Float32Array;
  readonly m: Float32Array;
  readonly v: Float32Array;
}

const f = Math.fround;
const SMALLEST_NORMAL = 2 ** -126;

export function referenceAdamW({ p, g, m, v }: ReferenceArrays, settings: AdamWStepSettings): void {
  const { beta1, beta2, epsilon, weightDecay, stepCount, learningRate, gradientScale } = settings;
  const stepSize = f(learningRate / (1 - beta1 ** stepCount));
  const bias2Root = f(Math.sqrt(1 - beta2 ** stepCount));
  const decay = f(1 - learningRate * weightDecay);
  for (let i = 0; i < p.length; i++) {
    const gradient = f(at(g, i) * f(gradientScale));
    m[i] = flush(f(at(m, i) + f(f(1 - beta1) * f(gradient - at(m, i)))));
    v[i] = flush(f(f(at(v, i) * f(beta2)) + f(f(f(1 - beta2) * gradient) * gradient)));
    const root = f(f(f(Math.sqrt(at(v, i))) / bias2Root) + f(epsilon));
    p[i] = f(f(at(p, i) * decay) - f(f(stepSize * at(m, i)) / root));
  }
}

function flush(x: number): number {
  return Math.abs(x) < SMALLEST_NORMAL ? 0 : x;
}

function at(array: Float32Array, index: number): number {
  return array[index] as number;
}
