/**
 * AdamW in one pass over flat memory.
 *
 * For every element, with the gradient g already multiplied by the gradient scale:
 *
 *     p <- p * (1 - lr * weightDecay)
 *     m <- m + (1 - beta1) * (g - m)
 *     v <- v * beta2 + (1 - beta2) * g * g
 *     p <- p - lr / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)
 *
 * in float32 and in the order of operations of `torch.optim.AdamW` (which may fuse a product and a sum where
 * WebAssembly rounds twice: the last bit can differ). Moments below the smallest normal number become 0, as under
 * `torch.set_flush_denormal(True)`: the first moment of a word that was not seen for 700 steps gets there, and an Intel
 * processor was seen to take 13 times as long over subnormal numbers.
 *
 * Source: Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization", algorithm 2.
 */
// biome-ignore lint/style/useImportType: AssemblyScript has no type imports.
import { AdamWScalars } from './adamw-scalars';
import { flush } from './flush';
import { loadLanes, storeLanes, wholeVectorBytes } from './lanes';

/** One step over `count` elements of the parameters p, gradients g, first moments m and second moments v. */
export function adamw(p: usize, g: usize, m: usize, v: usize, count: usize, scalars: AdamWScalars): void {
  const whole = wholeVectorBytes(count);
  updateRange<v128>(p, g, m, v, 0, whole, scalars);
  updateRange<f32>(p, g, m, v, whole, count * sizeof<f32>(), scalars);
}

function updateRange<T>(
  p: usize,
  g: usize,
  m: usize,
  v: usize,
  fromByte: usize,
  toByte: usize,
  scalars: AdamWScalars,
): void {
  // Read before the loop: the compiler cannot know that the stores in it leave the scalars alone.
  const gradientScale = f32x4.splat(scalars.gradientScale);
  const decay = f32x4.splat(scalars.decay);
  const oneMinusBeta1 = f32x4.splat(scalars.oneMinusBeta1);
  const beta2 = f32x4.splat(scalars.beta2);
  const oneMinusBeta2 = f32x4.splat(scalars.oneMinusBeta2);
  const bias2Root = f32x4.splat(scalars.bias2Root);
  const epsilon = f32x4.splat(scalars.epsilon);
  const stepSize = f32x4.splat(scalars.stepSize);

  for (let at = fromByte; at < toByte; at += sizeof<T>()) {
    const gradient = f32x4.mul(loadLanes<T>(g + at), gradientScale);
    let first = loadLanes<T>(m + at);
    first = flush(f32x4.add(first, f32x4.mul(oneMinusBeta1, f32x4.sub(gradient, first))));
    let second = f32x4.mul(loadLanes<T>(v + at), beta2);
    second = flush(f32x4.add(second, f32x4.mul(f32x4.mul(oneMinusBeta2, gradient), gradient)));
    const root = f32x4.add(f32x4.div(f32x4.sqrt(second), bias2Root), epsilon);
    const step = f32x4.div(f32x4.mul(stepSize, first), root);
    storeLanes<T>(m + at, first);
    storeLanes<T>(v + at, second);
    storeLanes<T>(p + at, f32x4.sub(f32x4.mul(loadLanes<T>(p + at), decay), step));
  }
}
