/**
 * What every metric must do, as a function that its author runs: in any test framework, on any input.
 */
import { isDeepStrictEqual } from 'node:util';
import { BertsmithError } from '@bertsmith/tensor';
import type { Metric } from './metric.js';

/** Inputs to try a metric on. */
export interface MetricSamples<Input> {
  /** Inputs that it must score. */
  readonly valid: readonly Input[];
  /** Inputs that it must refuse with an error of bertsmith's, such as an empty one. */
  readonly invalid: readonly Input[];
}

/**
 * The ways in which a metric breaks its contract, a sentence each; empty when it keeps it.
 *
 * @example
 * expect(metricViolations(myMetric, { valid: [{ predictions: [1], labels: [1] }], invalid: [] })).toEqual([]);
 */
export function metricViolations<Input>(metric: Metric<Input>, samples: MetricSamples<Input>): string[] {
  return [
    ...nameViolations(metric),
    ...samples.valid.flatMap((input, index) => scoreViolations(metric, input, `valid[${index}]`)),
    ...samples.invalid.flatMap((input, index) => refusalViolations(metric, input, `invalid[${index}]`)),
  ];
}

function nameViolations(metric: Metric<never>): string[] {
  const violations: string[] = [];
  if (metric.specificationVersion !== 'v1') violations.push(`specificationVersion must be 'v1'`);
  if (!/^[a-z][A-Za-z0-9]*$/.test(metric.name)) violations.push(`the name '${metric.name}' is not in camelCase`);
  return violations;
}

function scoreViolations<Input>(metric: Metric<Input>, input: Input, where: string): string[] {
  const untouched = structuredClone(input);
  const copy = structuredClone(input);
  const violations: string[] = [];
  try {
    const first = metric.compute(input).score;
    const second = metric.compute(copy).score;
    if (!Number.isFinite(first)) violations.push(`${where}: the score is ${first}, not a finite number`);
    if (!Object.is(first, second)) violations.push(`${where}: scored ${first}, and ${second} when asked again`);
  } catch (error) {
    violations.push(`${where}: threw '${error}' instead of scoring`);
  }
  if (!isDeepStrictEqual(input, untouched)) violations.push(`${where}: the metric changed its input`);
  return violations;
}

function refusalViolations<Input>(metric: Metric<Input>, input: Input, where: string): string[] {
  try {
    return [`${where}: scored ${metric.compute(input).score} instead of throwing an InputError`];
  } catch (error) {
    return BertsmithError.isInstance(error) ? [] : [`${where}: threw '${error}', which is not an error of bertsmith's`];
  }
}
