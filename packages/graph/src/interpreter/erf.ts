/** Series and continued fraction meet here: both give full double precision around it. */
const SERIES_LIMIT = 2.5;

/** Above this, `1 - erf(x)` is below half a unit in the last place of 1. */
const SATURATION = 6;

/** The Gauss error function to double precision (Abramowitz and Stegun 1964, 7.1.6 and 7.1.14). */
export function erf(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude >= SATURATION) return Math.sign(x);
  return Math.sign(x) * (magnitude < SERIES_LIMIT ? erfSeries(magnitude) : 1 - erfcFraction(magnitude));
}

/** `2 / sqrt(pi) * e^(-x^2) * sum of 2^n x^(2n+1) / (2n+1)!!`: all terms positive, so nothing cancels. */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * Number.EPSILON; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

const FRACTION_TERMS = 120;

/** `e^(-x^2) / sqrt(pi) * 1 / (x + (1/2) / (x + (2/2) / (x + ...)))`. */
function erfcFraction(x: number): number {
  let fraction = x;
  for (let n = FRACTION_TERMS; n > 0; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}
