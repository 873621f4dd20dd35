/**
 * Stochastic gradient descent in one pass over flat memory.
 *
 * For every element, with the gradient g already multiplied by the gradient scale:
 *
 *     d <- g + weightDecay * p
 *     b <- momentum * b + d                      with momentum
 *     p <- p - lr * d                            without
 *     p <- p - lr * b                            with
 *     p <- p - lr * (d + momentum * b)           with Nesterov's
 *
 * in float32 and in the order of operations of `torch.optim.SGD`. Momentum below the smallest normal number becomes 0, as in `adamw.ts`.
 *
 * Source: Sutskever, Martens, Dahl and Hinton 2013, "On the importance of initialization and momentum in deep learning", section 2, with
 * the learning rate outside of the momentum as PyTorch has it.
 */
import { flush } from './flush';
import { loadLanes, storeLanes, wholeVectorBytes } from './lanes';
// biome-ignore lint/style/useImportType: AssemblyScript has no type imports.
import { SGDScalars } from './sgd-scalars';

/** One step without momentum over `count` elements of the parameters p and gradients g. */
export function sgd(p: usize, g: usize, count: usize, scalars: SGDScalars): void {
  const whole = wholeVectorBytes(count);
  descend<v128>(p, g, 0, whole, scalars);
  descend<f32>(p, g, whole, count * sizeof<f32>(), scalars);
}

/** One step with momentum, which is kept in b. */
export function sgdMomentum(p: usize, g: usize, b: usize, count: usize, scalars: SGDScalars): void {
  const whole = wholeVectorBytes(count);
  descendWithMomentum<v128>(p, g, b, 0, whole, scalars);
  descendWithMomentum<f32>(p, g, b, whole, count * sizeof<f32>(), scalars);
}

function descend<T>(p: usize, g: usize, fromByte: usize, toByte: usize, scalars: SGDScalars): void {
  const gradientScale = f32x4.splat(scalars.gradientScale);
  const weightDecay = f32x4.splat(scalars.weightDecay);
  const learningRate = f32x4.splat(scalars.learningRate);
  for (let at = fromByte; at < toByte; at += sizeof<T>()) {
    const parameter = loadLanes<T>(p + at);
    const gradient = f32x4.mul(loadLanes<T>(g + at), gradientScale);
    const direction = f32x4.add(gradient, f32x4.mul(weightDecay, parameter));
    storeLanes<T>(p + at, f32x4.sub(parameter, f32x4.mul(learningRate, direction)));
  }
}

function descendWithMomentum<T>(
  p: usize,
  g: usize,
  b: usize,
  fromByte: usize,
  toByte: usize,
  scalars: SGDScalars,
): void {
  // Read before the loop: the compiler cannot know that the stores in it leave the scalars alone.
  const gradientScale = f32x4.splat(scalars.gradientScale);
  const weightDecay = f32x4.splat(scalars.weightDecay);
  const momentum = f32x4.splat(scalars.momentum);
  const gradientShare = f32x4.splat(scalars.gradientShare);
  const bufferShare = f32x4.splat(scalars.bufferShare);
  const learningRate = f32x4.splat(scalars.learningRate);
  for (let at = fromByte; at < toByte; at += sizeof<T>()) {
    const parameter = loadLanes<T>(p + at);
    const gradient = f32x4.mul(loadLanes<T>(g + at), gradientScale);
    const direction = f32x4.add(gradient, f32x4.mul(weightDecay, parameter));
    const buffer = flush(f32x4.add(f32x4.mul(momentum, loadLanes<T>(b + at)), direction));
    const step = f32x4.add(f32x4.mul(gradientShare, direction), f32x4.mul(bufferShare, buffer));
    storeLanes<T>(b + at, buffer);
    storeLanes<T>(p + at, f32x4.sub(parameter, f32x4.mul(learningRate, step)));
  }
}
