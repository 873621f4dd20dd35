import { InputError } from '@bertsmith/tensor';

/** What was predicted and what was right, one entry of each for every example. */
export interface PredictionsAndLabels<Prediction = unknown> {
  readonly predictions: ArrayLike<Prediction>;
  readonly labels: ArrayLike<Prediction>;
}

/** Checks that there are examples, and a prediction for each label. @throws InputError when not */
export function checkPairs({ predictions, labels }: PredictionsAndLabels): void {
  if (predictions.length === labels.length && labels.length > 0) return;
  throw new InputError(
    `scoring: ${predictions.length} predictions for ${labels.length} labels; give one of each for every example, and at least one example`,
    { predictions: predictions.length, labels: labels.length },
  );
}
