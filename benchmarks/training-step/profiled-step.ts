/** Our training step under the runtime's own profiler. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { median } from '@bertsmith/metrics';
import { createModel, type StepSizes } from './bert-case.js';
import { createOurStep, type StepParts } from './our-step.js';

/** An operator of the graph, or a part of the step beside it. */
export interface StepPart {
  readonly name: string;
  /** Nodes of a step; 0 for what is no node. */
  readonly nodes: number;
  /** Of a step, in the median. */
  readonly ms: number;
}

/** An event of the profile that the runtime writes; `dur` is in microseconds. */
interface ProfileEvent {
  readonly name: string;
  readonly ts: number;
  readonly dur: number;
  readonly args?: { readonly op_name?: string };
}

const WARM_UP = 3;

/** Profiles some steps. The profiler costs time itself, so shares count, not sums. */
export async function profileStep(sizes: StepSizes, threads: number, steps: number): Promise<StepPart[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bertsmith-profile-'));
  try {
    const parts: StepParts[] = [];
    const backend = createOnnxRuntimeBackend({ profilePrefix: join(folder, 'step') });
    const options = { backend, onParts: (each: StepParts) => void parts.push(each) };
    const step = await createOurStep(createModel(sizes), sizes, threads, options);
    for (let count = 0; count < WARM_UP + steps; count++) await step.run();
    await step.dispose?.();
    const [file = ''] = await readdir(folder);
    const events = JSON.parse(await readFile(join(folder, file), 'utf8')) as ProfileEvent[];
    return sumUp(runsOf(events).slice(WARM_UP), parts.slice(WARM_UP));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What ran, in each of the runs of a session. */
function runsOf(events: readonly ProfileEvent[]): ProfileEvent[][] {
  const runs = events.filter(({ name }) => name === 'model_run').sort((a, b) => a.ts - b.ts);
  const kernels = events.filter(({ name }) => name.endsWith('_kernel_time'));
  return runs.map(({ ts, dur }) => kernels.filter((kernel) => kernel.ts >= ts && kernel.ts < ts + dur));
}

function sumUp(runs: readonly (readonly ProfileEvent[])[], parts: readonly StepParts[]): StepPart[] {
  const names = new Set(runs.flat().map(opOf));
  const operators = [...names].map((name) => {
    const ofName = runs.map((events) => events.filter((event) => opOf(event) === name));
    return { name, nodes: ofName[0]?.length ?? 0, ms: median(ofName.map(sumMs)) };
  });
  const inKernels = median(runs.map(sumMs));
  const middle = (value: (each: StepParts) => number) => median(parts.map(value));
  return [
    ...operators.sort((a, b) => b.ms - a.ms),
    { name: 'between operators and threads', nodes: 0, ms: middle(({ graphMs }) => graphMs) - inKernels },
    { name: 'norm of the gradients', nodes: 0, ms: middle(({ normMs }) => normMs) },
    { name: 'AdamW', nodes: 0, ms: middle(({ optimizerMs }) => optimizerMs) },
  ];
}

function opOf({ args }: ProfileEvent): string {
  return args?.op_name ?? 'unknown';
}

function sumMs(events: readonly ProfileEvent[]): number {
  return events.reduce((sum, { dur }) => sum + dur, 0) / 1000;
}
