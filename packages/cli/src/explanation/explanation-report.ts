/** What `explain` found, for people. */
import type { ExplainedNode, PrecisionPolicy } from '@bertsmith/amp';
import { alignedLines } from '../report/aligned-lines.js';
import { tableLines } from '../report/table.js';

/** Nodes that are alike: layers have the same ones. */
export interface NodeGroup extends Omit<ExplainedNode, 'parameter'> {
  readonly count: number;
}

const COLUMNS = [
  { heading: 'nodes', isNumber: true },
  { heading: 'op' },
  { heading: 'runs in' },
  { heading: 'because' },
  { heading: 'types' },
];

/** Nodes of the same op, types and decision, in the order of the first of each. */
export function groupNodes(nodes: readonly ExplainedNode[]): NodeGroup[] {
  const groups = new Map<string, NodeGroup>();
  for (const { op, types, dtype, reason } of nodes) {
    const key = [op, types, dtype, reason].join('\n');
    groups.set(key, { op, types, dtype, reason, count: (groups.get(key)?.count ?? 0) + 1 });
  }
  return [...groups.values()];
}

/** The lists of a policy, and a line for each group of nodes. */
export function formatExplanation(policy: PrecisionPolicy, groups: readonly NodeGroup[]): string {
  const list = (ops: readonly string[]) => ops.join(', ') || 'nothing';
  const lists = alignedLines([
    [`allowed in ${policy.dtype}`, list(policy.allow)],
    ['promoted', list(policy.promote)],
    ['denied', list(policy.deny)],
    ['weights', describeWeights(policy)],
    ['loss scaling', policy.lossScaling],
  ]);
  const rows = groups.map(({ count, op, dtype, reason, types }) => [String(count), op, dtype, reason, types]);
  return `${[...lists, '', ...tableLines(COLUMNS, rows)].join('\n')}\n`;
}

function describeWeights({ dtype, level }: PrecisionPolicy): string {
  if (dtype !== 'int8' && level !== 'O2') return `float32, rounded to ${dtype} in every step`;
  return `float32, with copies of ${dtype} that are written after each update`;
}
