/**
 * Where the time of our training step goes, operator by operator: a Markdown table for each case of the benchmark.
 *
 *     npx -y pnpm@10 exec tsx benchmarks/training-step/operators.ts
 */
import { availableParallelism } from 'node:os';
import { describeMachine } from '../harness/describe-machine.js';
import { profileStep, type StepPart } from './profiled-step.js';
import { STEP_CASES } from './step-cases.js';

const STEPS = 15;
/** What takes less of a step is summed up. */
const SMALLEST_SHARE = 0.005;

function formatTable(parts: readonly StepPart[]): string {
  const total = parts.reduce((sum, { ms }) => sum + ms, 0);
  const isLarge = ({ ms }: StepPart) => ms >= SMALLEST_SHARE * total;
  const small = parts.filter((part) => !isLarge(part));
  const rest = {
    name: `${small.length} others`,
    nodes: small.reduce((sum, { nodes }) => sum + nodes, 0),
    ms: small.reduce((sum, { ms }) => sum + ms, 0),
  };
  const rows = [...parts.filter(isLarge), ...(small.length > 0 ? [rest] : [])].map(
    ({ name, nodes, ms }) => `| ${name} | ${nodes || ''} | ${ms.toFixed(1)} | ${((100 * ms) / total).toFixed(1)} % |`,
  );
  return ['| what | nodes | ms | share |', '|---|---|---|---|', ...rows].join('\n');
}

const threads = Math.min(2, availableParallelism());
const { cpu, cores } = describeMachine();
console.log(`${cpu}, ${cores} cores, ${threads} threads, median of ${STEPS} steps`);
for (const [name, sizes] of Object.entries(STEP_CASES)) {
  console.log(`\n${name}\n\n${formatTable(await profileStep(sizes, threads, STEPS))}`);
}
