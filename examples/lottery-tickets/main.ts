/** Looks for a winning ticket: a sparse model in a dense one that learns as well on its own; see README.md. */
import { rowCount } from '@bertsmith/data';
import { findLotteryTickets } from '@bertsmith/prune';
import { openNounTask } from '../pruning/noun-task.js';

const EPOCHS = 2;
/** Half of what is left goes in each round: 50, 75, 87.5 % are 0. */
const SEARCH = { rounds: 3, shareEachRound: 0.5 };

/** The test suite looks at every 50th row only, and is done in seconds. */
const { train, validation, freshModel, fit, accuracyOf } = await openNounTask(
  Number(process.env.EXAMPLE_EVERY_NTH_ROW ?? 1),
);
const count = (value: number) => value.toLocaleString('en');
console.log(`${count(rowCount(train))} definitions of WordNet to learn from, ${count(rowCount(validation))} held out`);

const { dense, tickets } = await findLotteryTickets(freshModel(), {
  ...SEARCH,
  train: (model, plugins) => fit(model, EPOCHS, plugins),
  evaluate: (model) => accuracyOf(model),
});
console.log(`the dense model, trained for ${EPOCHS} epochs: accuracy ${dense.toFixed(3)}\n`);
console.log('weights at 0  ticket  random');
for (const { sparsity, figure, randomFigure } of tickets) {
  const cells = [figure, randomFigure].map((accuracy) => accuracy.toFixed(3).padStart(6));
  console.log(`${(100 * sparsity).toFixed(1).padStart(10)} %  ${cells.join('  ')}`);
}
