import type { TrialOutcome } from './trial-runner.js';

const FIGURES = ['step', 'loss', 'gradientNorm', 'learningRate', 'isVetoed'] as const;

/**
 * Where an outcome is not the expected one, bit for bit, in the order in which it shows: the figures of the steps, the parameters, the
 * last evaluation. Undefined when they are the same.
 */
export function outcomeDifference(actual: TrialOutcome, expected: TrialOutcome): string | undefined {
  return (
    stepDifference(actual, expected) ?? parameterDifference(actual, expected) ?? evaluationDifference(actual, expected)
  );
}

/** The steps that an outcome of a run has from a step on; the rest of it is as it was. */
export function stepsAfter(outcome: TrialOutcome, step: number): TrialOutcome {
  return { ...outcome, steps: outcome.steps.filter((event) => event.step > step) };
}

function stepDifference({ steps }: TrialOutcome, { steps: expected }: TrialOutcome): string | undefined {
  for (const [index, event] of expected.entries()) {
    const figure = FIGURES.find((name) => !Object.is(steps[index]?.[name], event[name]));
    if (figure === undefined) continue;
    return `in step ${event.step} '${figure}' is ${steps[index]?.[figure]}, not ${event[figure]}`;
  }
  return steps.length === expected.length ? undefined : `there are ${steps.length} steps, not ${expected.length}`;
}

function parameterDifference({ model }: TrialOutcome, { model: expected }: TrialOutcome): string | undefined {
  const parts = new Map(model.arena.parts());
  for (const [name, tensor] of expected.arena.parts()) {
    if (!hasSameBits(parts.get(name)?.data, tensor.data)) return `the parameter '${name}' ends at other values`;
  }
  return undefined;
}

function evaluationDifference({ evaluationLoss }: TrialOutcome, expected: TrialOutcome): string | undefined {
  if (Object.is(evaluationLoss, expected.evaluationLoss)) return undefined;
  return `the last evaluation has the loss ${evaluationLoss}, not ${expected.evaluationLoss}`;
}

/** Whether two arrays have the same bytes; also true where both are NaN of the same bits, which `===` does not say. */
export function hasSameBits(a: ArrayBufferView | undefined, b: ArrayBufferView | undefined): boolean {
  return a !== undefined && b !== undefined && asBytes(a).equals(asBytes(b));
}

function asBytes({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
