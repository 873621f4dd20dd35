/**
 * The upper tail of the chi-square distribution, `Q(k / 2, x / 2)`: the regularized incomplete gamma function.
 *
 * Below `a + 1` it is `1 - P` with the power series of `P`; above, the continued fraction of `Q`, which keeps tails of 1e-300 exact to the
 * last digits. Source: NIST Digital Library of Mathematical Functions, 8.11.4 and 8.9.2; the fraction is evaluated by W. J. Lentz,
 * "Generating Bessel functions in Mie scattering calculations using continued fractions", Applied Optics 15, 1976.
 */

/** Terms that change less than this, relatively, change no digit. */
const NEGLIGIBLE = 1e-16;
/** Stands for a denominator of 0 in Lentz' method. */
const TINY = 1e-300;

/**
 * The probability that a chi-square variable is `x` or more.
 *
 * @param x from 0; not a number gives not a number
 * @param degreesOfFreedom a whole number from 1
 */
export function chiSquareTail(x: number, degreesOfFreedom: number): number {
  if (Number.isNaN(x)) return x;
  if (x === 0) return 1;
  const [a, z] = [degreesOfFreedom / 2, x / 2];
  const factor = Math.exp(a * Math.log(z) - z - logGammaOfHalf(degreesOfFreedom));
  return z < a + 1 ? 1 - factor * lowerSeries(a, z) : factor * upperFraction(a, z);
}

/** `sum_n z^n / (a (a + 1) ... (a + n))`. */
function lowerSeries(a: number, z: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; term > sum * NEGLIGIBLE; n++) {
    term *= z / (a + n);
    sum += term;
  }
  return sum;
}

/** `1 / (z + 1 - a - 1 (1 - a) / (z + 3 - a - 2 (2 - a) / (z + 5 - a - ...)))`. */
function upperFraction(a: number, z: number): number {
  let b = z + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let result = d;
  for (let n = 1, change = 0; Math.abs(change - 1) > 2 * Number.EPSILON; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / awayFromZero(numerator * d + b);
    c = awayFromZero(b + numerator / c);
    change = c * d;
    result *= change;
  }
  return result;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** `ln Gamma(k / 2)`, from `Gamma(1) = 1`, `Gamma(1 / 2) = sqrt(pi)` and `Gamma(a + 1) = a Gamma(a)`. */
function logGammaOfHalf(k: number): number {
  let sum = k % 2 === 0 ? 0 : Math.log(Math.PI) / 2;
  for (let a = k % 2 === 0 ? 1 : 0.5; a < k / 2; a++) sum += Math.log(a);
  return sum;
}
