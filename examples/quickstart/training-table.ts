/** A training run as a table that grows: the mean loss of every few hundred steps, the accuracy after each epoch. */
import type { EvaluationResult, TrainingEvent } from '@bertsmith/train';
import { dim, green } from './terminal-colors.js';

/** Steps between two rows. */
const STEPS_OF_A_ROW = 500;

/** Prints the head of the table; the function that it returns prints the rows. */
export function startTrainingTable(): (event: TrainingEvent) => void {
  console.log(dim('    step  epoch  training loss  held-out loss  accuracy'));
  let losses: number[] = [];
  return (event) => {
    const place = `${event.step.toLocaleString('en').padStart(8)}  ${String(event.epoch + 1).padStart(5)}`;
    if (event.kind === 'evaluation') console.log(green(place + heldOutCells(event.result)));
    if (event.kind === 'step') losses.push(event.loss);
    if (losses.length < STEPS_OF_A_ROW) return;
    const meanLoss = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    console.log(place + meanLoss.toFixed(3).padStart(15));
    losses = [];
  };
}

function heldOutCells({ loss, metrics }: EvaluationResult): string {
  return `${loss.toFixed(3).padStart(30)}  ${metrics.accuracy?.toFixed(3).padStart(8)}`;
}
