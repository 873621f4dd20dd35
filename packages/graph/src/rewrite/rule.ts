import type { Node } from '../ir/node.js';
import type { Value } from '../ir/value.js';
import type { NodePattern } from './pattern.js';

/** What a rule's replacement may look at. */
export interface RewriteContext {
  /** The node that matched. */
  readonly node: Node;
  /** A value that the pattern remembered. */
  value(name: string): Value;
  /** A node that the pattern remembered. */
  captured(name: string): Node;
  /** How many inputs and outputs of the graph a value feeds. */
  useCount(value: Value): number;
}

/** A rewrite: what to look for and what to put in its place. */
export interface RewriteRule {
  readonly name: string;
  readonly pattern: NodePattern;
  /** The values that replace the node's outputs, one by one; undefined leaves the node as it is. */
  replace(context: RewriteContext): readonly Value[] | undefined;
}
