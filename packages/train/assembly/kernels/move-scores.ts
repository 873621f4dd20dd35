/**
 * Adam over the scores S of soft movement pruning, in one pass over flat memory. For every weight w, with the gradient g of what the pass saw of it:
 *
 *     d <- w * g + regularization * s'(S)       s'(S) = e / (1 + e)^2 with e = exp(-|S|): the slope of the sigmoid
 *     m <- m + (1 - beta1) * (d - m)
 *     v <- v * beta2 + (1 - beta2) * d * d
 *     S <- S - rate * m / (sqrt(v) + epsilon)   rate = lr * sqrt(1 - beta2^t) / (1 - beta1^t)
 *
 * in float32, with the betas and the epsilon that Adam usually has. Moments below the smallest normal number become 0; why, `adamw.ts` says.
 *
 * Sources: V. Sanh, T. Wolf, A. Rush, "Movement pruning: adaptive sparsity by fine-tuning", NeurIPS 2020, section 4; D. Kingma, J. Ba, "Adam: a method for
 * stochastic optimization", ICLR 2015, the end of section 2.
 */
import { flush } from './flush';
import { loadLanes, storeLanes, wholeVectorBytes } from './lanes';

const ONE_MINUS_BETA1: f32 = 0.1;
const BETA2: f32 = 0.999;
const ONE_MINUS_BETA2: f32 = 0.001;
const EPSILON: f32 = 1e-8;

/** One step over `count` elements of the scores, the weights, their gradients, and the first and second moments. */
export function moveScores(
  scores: usize,
  weights: usize,
  gradients: usize,
  m: usize,
  v: usize,
  count: usize,
  rate: f32,
  regularization: f32,
): void {
  const whole = wholeVectorBytes(count);
  const end = count * sizeof<f32>();
  moveRange<v128>(scores, weights, gradients, m, v, 0, whole, rate, regularization);
  moveRange<f32>(scores, weights, gradients, m, v, whole, end, rate, regularization);
}

function moveRange<T>(
  scores: usize,
  weights: usize,
  gradients: usize,
  m: usize,
  v: usize,
  fromByte: usize,
  toByte: usize,
  rate: f32,
  regularization: f32,
): void {
  const rates = f32x4.splat(rate);
  const pulls = f32x4.splat(regularization);
  for (let at = fromByte; at < toByte; at += sizeof<T>()) {
    const score = loadLanes<T>(scores + at);
    const movement = f32x4.mul(loadLanes<T>(weights + at), loadLanes<T>(gradients + at));
    const derivative = f32x4.add(movement, f32x4.mul(pulls, sigmoidSlope(score)));
    let first = loadLanes<T>(m + at);
    first = flush(f32x4.add(first, f32x4.mul(f32x4.splat(ONE_MINUS_BETA1), f32x4.sub(derivative, first))));
    let second = f32x4.mul(loadLanes<T>(v + at), f32x4.splat(BETA2));
    second = flush(f32x4.add(second, f32x4.mul(f32x4.mul(f32x4.splat(ONE_MINUS_BETA2), derivative), derivative)));
    // In this order: a rate times a small moment would be a subnormal number.
    const step = f32x4.mul(rates, f32x4.div(first, f32x4.add(f32x4.sqrt(second), f32x4.splat(EPSILON))));
    storeLanes<T>(m + at, first);
    storeLanes<T>(v + at, second);
    storeLanes<T>(scores + at, f32x4.sub(score, step));
  }
}

/** The derivative of the sigmoid, to 1e-6 of itself where |x| is below 10, and as at 64 beyond 64, where it is 1.6e-28. */
function sigmoidSlope(x: v128): v128 {
  const e = expOfNegative(f32x4.neg(f32x4.min(f32x4.abs(x), f32x4.splat(64))));
  const sum = f32x4.add(f32x4.splat(1), e);
  return f32x4.div(e, f32x4.mul(sum, sum));
}

/** exp(x) for -87 < x <= 0: 2^n e^r, where n is the whole number nearest to x / ln 2, and e^r Taylor's polynomial of degree 6. */
function expOfNegative(x: v128): v128 {
  const n = f32x4.floor(f32x4.add(f32x4.mul(x, f32x4.splat(1.4426950408889634)), f32x4.splat(0.5)));
  const r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.6931471805599453)));
  let power = f32x4.splat(1.0 / 720);
  power = f32x4.add(f32x4.mul(power, r), f32x4.splat(1.0 / 120));
  power = f32x4.add(f32x4.mul(power, r), f32x4.splat(1.0 / 24));
  power = f32x4.add(f32x4.mul(power, r), f32x4.splat(1.0 / 6));
  power = f32x4.add(f32x4.mul(power, r), f32x4.splat(0.5));
  power = f32x4.add(f32x4.mul(power, r), f32x4.splat(1));
  power = f32x4.add(f32x4.mul(power, r), f32x4.splat(1));
  const twoToN = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(power, twoToN);
}
