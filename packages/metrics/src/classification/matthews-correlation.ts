import type { ClassPredictions, Metric } from '../metric.js';
import { classScores } from './class-scores.js';

/**
 * Matthews' correlation of predictions and labels, from -1 over 0 (no better than chance) to 1; for any number of
 * classes.
 *
 * With `n` examples, `c` of them right, `t_k` labels and `p_k` predictions of class `k` (J. Gorodkin, "Comparing two
 * K-category assignments by a K-category correlation coefficient", Computational Biology and Chemistry 28, 2004; for
 * two classes B. W. Matthews, Biochimica et Biophysica Acta 405, 1975):
 *
 *     (c n - sum t_k p_k) / sqrt((n^2 - sum p_k^2) (n^2 - sum t_k^2))
 *
 * and 0 where the denominator is 0, because all predictions or all labels are one class; so does scikit-learn's
 * `matthews_corrcoef`. What GLUE reports for CoLA.
 *
 * @throws InputError when there are no examples, the lists differ in length, or an entry is no class
 * @example
 * matthewsCorrelation({ predictions: [0, 1, 1, 1], labels: [0, 1, 0, 1] }); // 0.5773502691896258
 */
export function matthewsCorrelation(input: ClassPredictions): number {
  const examples = input.labels.length;
  let [correct, products, squaredLabels, squaredPredictions] = [0, 0, 0, 0];
  for (const scores of classScores(input)) {
    correct += scores.correct;
    products += scores.support * scores.predicted;
    squaredLabels += scores.support ** 2;
    squaredPredictions += scores.predicted ** 2;
  }
  const variances = (examples ** 2 - squaredPredictions) * (examples ** 2 - squaredLabels);
  return variances === 0 ? 0 : (correct * examples - products) / Math.sqrt(variances);
}

/** {@link matthewsCorrelation} as a metric object. */
export const matthewsCorrelationMetric: Metric = {
  specificationVersion: 'v1',
  name: 'matthewsCorrelation',
  compute: (input) => ({ score: matthewsCorrelation(input) }),
};
