import type { QuantizationReport } from '@bertsmith/quantize';
import { ConfigError } from '@bertsmith/tensor';
import type { QuantizeCommandOptions } from './quantize-options.js';

/**
 * Ends the command as a failure where the score drops by more than was allowed. The best model and its figures are there by then, to be looked at; but what
 * goes on when the command succeeds is not to go on with it.
 *
 * @throws ConfigError with the best that was reached
 */
export function requireMetDrop(
  { maxDrop, output }: Pick<QuantizeCommandOptions, 'maxDrop' | 'output'>,
  { score, layersInFloat }: Pick<QuantizationReport, 'score' | 'layersInFloat'>,
): void {
  if (score === undefined || score.isMet) return;
  const { metric, before, after } = score;
  const drop = (before - after).toPrecision(3);
  throw new ConfigError(
    `--max-drop ${maxDrop} cannot be met with this method: the best is ${metric} ${after.toFixed(4)} of ${before.toFixed(4)}, ${drop} less, with ${layersInFloat.length} layers in float; that model is in ${output}; allow so much, try another --method or more --calibration rows, or train with quantizationAwareTraining`,
    { flag: '--max-drop', expected: maxDrop, closest: before - after },
  );
}
