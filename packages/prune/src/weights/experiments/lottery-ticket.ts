/**
 * The lottery ticket experiment: is there, in a dense model, a sparse one that would have learned the task as well on its own, from the same early
 * weights (J. Frankle, M. Carbin, "The lottery ticket hypothesis", ICLR 2019; with weights of step k: J. Frankle et al., "Linear mode connectivity and the
 * lottery ticket hypothesis", ICML 2020; for BERT, where the early weights are the pre-trained ones: T. Chen et al., "The lottery ticket
 * hypothesis for pre-trained BERT networks", NeurIPS 2020)?
 *
 * Train; prune the smallest of what is left; put the rest back to what it was early on; again. Beside each ticket a random one, with as many zeros in
 * each matrix, is trained from the same early weights: what the ticket has more than that is not sparsity but which weights they are.
 */
import type { BertModelWithHead } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import type { TrainingPlugin } from '@bertsmith/train';
import { randomWeights } from '../criteria/random-weights.js';
import { weightMagnitude } from '../criteria/weight-magnitude.js';
import { pruneWeights } from '../prune-weights.js';
import { holdZeros } from '../training/hold-zeros.js';
import type { MatrixReport } from '../weight-report.js';
import { EarlyWeights } from './early-weights.js';

/** How {@link findLotteryTickets} searches. */
export interface LotteryTicketOptions {
  /** Trains the model in place, with the plugins, always the same way: the same seed, the same steps. */
  readonly train: (model: BertModelWithHead, plugins: readonly TrainingPlugin[]) => Promise<unknown>;
  /** A figure of the model as it is. */
  readonly evaluate: (model: BertModelWithHead) => number | Promise<number>;
  /** From 1. Default 5. */
  readonly rounds?: number;
  /** What goes in each round, of what is left, above 0 to below 1. Default 0.2: 67 % are 0 after five rounds. */
  readonly shareEachRound?: number;
  /** Steps of the dense run after which the early weights are taken. Default 0: those that the model is given with. */
  readonly rewindStep?: number;
  /** Of the random tickets, a whole number from 0. Default 1. */
  readonly seed?: number;
  /** Names, as files have them. Default: the six matrices of each layer of the encoder. */
  readonly matrices?: readonly string[];
}

/** What came of it: plain data. */
export interface LotteryTickets {
  /** What `evaluate` says of the dense model, trained. */
  readonly dense: number;
  readonly tickets: readonly LotteryTicket[];
}

/** One round. */
export interface LotteryTicket {
  readonly sparsity: number;
  readonly zeros: number;
  /** What `evaluate` says of the ticket, trained. */
  readonly figure: number;
  /** The same of a random one. */
  readonly randomFigure: number;
}

/**
 * The experiment; see the top of the file. It trains once, and twice in each round. The model ends as the last ticket, trained.
 *
 * Not for models that a plugin of `train` replaces by another.
 *
 * @throws ConfigError when an option is out of range, a matrix is unknown, or the dense run had no update in the step to go back to
 * @example
 * const train = (model, plugins) => new Trainer({ ...options, model, plugins }).train();
 * const { dense, tickets } = await findLotteryTickets(model, { train, evaluate, rounds: 3 });
 */
export async function findLotteryTickets(
  model: BertModelWithHead,
  options: LotteryTicketOptions,
): Promise<LotteryTickets> {
  const complete = { rounds: 5, shareEachRound: 0.2, rewindStep: 0, seed: 1, ...options };
  checkOptions(complete);
  const early = new EarlyWeights(complete.rewindStep, model.arena);
  await options.train(model, [early.plugin]);
  const dense = await options.evaluate(model);
  const tickets: LotteryTicket[] = [];
  for (let round = 1; round <= complete.rounds; round++) tickets.push(await playRound(model, complete, early, round));
  return { dense, tickets };
}

type CompleteOptions = Omit<LotteryTicketOptions, 'matrices'> &
  Required<Pick<LotteryTicketOptions, 'rounds' | 'shareEachRound' | 'rewindStep' | 'seed'>> &
  Pick<LotteryTicketOptions, 'matrices'>;

/** Begins and ends with a model that is trained. */
async function playRound(
  model: BertModelWithHead,
  options: CompleteOptions,
  early: EarlyWeights,
  round: number,
): Promise<LotteryTicket> {
  const { arena } = model;
  const given = options.matrices === undefined ? {} : { matrices: options.matrices };
  const wanted = 1 - (1 - options.shareEachRound) ** round;
  const { zeros, sparsity, matrices } = await pruneWeights(model, {
    criterion: weightMagnitude(),
    sparsity: wanted,
    ...given,
  });
  const ticket = arena.data.slice();
  const train = async () => {
    await options.train(model, [holdZeros(given)]);
    return await options.evaluate(model);
  };
  early.rewind(arena);
  for (const matrix of matrices) await pruneAtRandom(model, matrix, options.seed + round);
  const randomFigure = await train();
  const names = matrices.map(({ name }) => name);
  early.rewindKept(arena, ticket, names);
  return { sparsity, zeros, figure: await train(), randomFigure };
}

/** As many zeros in a matrix as the ticket has there. */
async function pruneAtRandom(
  model: BertModelWithHead,
  { name, weights, zeros }: MatrixReport,
  seed: number,
): Promise<void> {
  if (zeros < weights) {
    await pruneWeights(model, { criterion: randomWeights({ seed }), sparsity: zeros / weights, matrices: [name] });
    return;
  }
  const [, whole] = [...model.arena.parts()].find(([each]) => each === name) ?? [];
  whole?.data.fill(0);
}

function checkOptions({ rounds, shareEachRound, rewindStep, seed }: CompleteOptions): void {
  const refuse = (option: string, value: number, expected: string) => {
    throw new ConfigError(`lottery tickets: ${option} is ${value}, expected ${expected}`, { [option]: value });
  };
  if (!Number.isInteger(rounds) || rounds < 1) refuse('rounds', rounds, 'a whole number from 1');
  if (!(shareEachRound > 0 && shareEachRound < 1))
    refuse('shareEachRound', shareEachRound, 'a share above 0 and below 1');
  for (const [option, value] of Object.entries({ rewindStep, seed })) {
    if (!Number.isSafeInteger(value) || value < 0) refuse(option, value, 'a whole number from 0');
  }
}
