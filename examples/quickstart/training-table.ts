/** A training run as a table that grows: the mean loss of every few hundred steps, the accuracy after each epoch. */
import type { TrainingEvent } from '@bertsmith/train';
import pc from 'picocolors';

/** Steps between two rows. */
const STEPS_OF_A_ROW = 500;

const { dim, green } = pc.createColors(process.stdout.isTTY && !process.env.NO_COLOR);

/** Prints the head of the table; the function that it returns prints the rows. */
export function startTrainingTable(): (event: TrainingEvent) => void {
  console.log(dim('    step  epoch    loss  held-out accuracy'));
  let losses: number[] = [];
  return (event) => {
    const place = `${event.step.toLocaleString('en').padStart(8)}  ${String(event.epoch + 1).padStart(5)}`;
    if (event.kind === 'evaluation') {
      const { loss, metrics } = event.result;
      console.log(green(`${place}  ${loss.toFixed(3).padStart(6)}  ${metrics.accuracy?.toFixed(3).padStart(17)}`));
      return;
    }
    losses.push(event.loss);
    if (event.step % STEPS_OF_A_ROW !== 0) return;
    console.log(`${place}  ${(losses.reduce((sum, loss) => sum + loss, 0) / losses.length).toFixed(3).padStart(6)}`);
    losses = [];
  };
}
