/** A process of its own that trains a few steps and writes its peak memory as JSON: see `main.ts`, which starts it. */
import { currentRssBytes, peakRssBytes } from '@bertsmith/metrics';
import { pluginsOf } from '../gradient-checkpointing/checkpointing-choices.js';
import { policyPlugin } from '../mixed-precision/step-policies.js';
import { createModel } from '../training-step/bert-case.js';
import { createOurStep } from '../training-step/our-step.js';
import type { MemoryCase, PeakMemory } from './memory-case.js';

const { sizes, dropout, choice, policy, steps, threads } = JSON.parse(process.argv[2] ?? '') as MemoryCase;
const beforeBytes = currentRssBytes();
const plugins = [...pluginsOf(choice), ...(policy === undefined ? [] : [policyPlugin(policy)])];
const step = await createOurStep(createModel(sizes, dropout), sizes, threads, { plugins });
for (let count = 0; count < steps; count++) await step.run();
const result: PeakMemory = { beforeBytes, peakBytes: peakRssBytes() };
await step.dispose?.();
console.log(JSON.stringify(result));
