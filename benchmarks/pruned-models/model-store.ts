/** Models in directories, each made by a command in a process of its own, once: what is there is not made again. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { onceEach } from '../harness/once.js';

/** What a model scored on some rows. */
export interface Scores {
  readonly metrics: Readonly<Record<string, number>>;
}

/** What it scored on the development set, and on held-out training rows. */
export interface Scored extends Scores {
  readonly holdout: Scores;
}

/** The fields of `train --json` that are looked at. */
export interface TrainRecord extends Scored {
  readonly model: string;
  readonly peakRssBytes: number;
}

/** The same of a model in `prune --json`; its metric is there by its name. */
export interface PrunedFigures {
  readonly holdout: Scores;
  readonly latencyMsMedian: number;
  readonly textsPerSecond: number;
  readonly peakRssBytes: number;
  readonly baselineRssBytes: number;
  readonly fileBytes: number;
  readonly sparseFileBytes?: number;
  readonly [metric: string]: unknown;
}

/** The fields of `prune --json` that are looked at. */
export interface PruneRecord {
  readonly model: string;
  readonly metric: string;
  readonly before: PrunedFigures;
  readonly after: PrunedFigures;
}

/** See the top of the file. */
export class ModelStore {
  readonly #folder: string;
  readonly #threads: number;
  readonly #log: (message: string) => void;
  readonly #once = onceEach<unknown>();

  /** @param log told what is made, and how it goes on */
  constructor(folder: string, threads: number, log: (message: string) => void) {
    this.#folder = folder;
    this.#threads = threads;
    this.#log = log;
  }

  /**
   * The record of a model that is there, or is made now. A run that was broken off goes on from its last checkpoint.
   *
   * @param args the command and its options but `--output`
   */
  async make<Record>(name: string, args: readonly string[]): Promise<Record> {
    // Of other settings it is another model.
    const settings = createHash('sha1').update(args.join(' ')).digest('hex').slice(0, 8);
    const directory = join(this.#folder, `${name}-${settings}`);
    return (await this.#once(directory, () => this.#makeIn(directory, args))) as Record;
  }

  /** The record of a run whose model nobody needs. */
  async tryOut<Record>(args: readonly string[]): Promise<Record> {
    return await this.#run([...args, '--output', join(this.#folder, 'tried-out'), '--overwrite']);
  }

  async #makeIn(directory: string, args: readonly string[]): Promise<unknown> {
    this.#log(`${directory}: bertsmith ${args.join(' ')}`);
    await mkdir(this.#folder, { recursive: true });
    return await this.#run([...args, '--output', directory, '--resume']);
  }

  async #run<Record>(args: readonly string[]): Promise<Record> {
    const program = fileURLToPath(new URL('../../packages/cli/bin/bertsmith.js', import.meta.url));
    const all = [program, ...args, '--threads', String(this.#threads), '--json'];
    const child = spawn(process.execPath, all, { stdio: ['ignore', 'pipe', 'inherit'] });
    const status = new Promise<number | null>((resolve) => child.once('close', resolve));
    const output = await text(child.stdout);
    if ((await status) !== 0) throw new Error(`bertsmith ${args.join(' ')} ended with ${await status}`);
    return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as Record;
  }
}
