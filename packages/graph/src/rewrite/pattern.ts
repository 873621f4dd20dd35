/** Patterns: what a rewrite looks for, as data. */
import type { Node } from '../ir/node.js';
import type { Value } from '../ir/value.js';

/** Matches any value and remembers it under a name; the same name twice matches only the same value. */
export interface AnyPattern {
  readonly capture: string;
}

/** Matches a value that is the first output of a node of an op, whose inputs match in turn. */
export interface NodePattern {
  readonly op: string;
  /** A pattern for each input; left out, the inputs may be anything. */
  readonly inputs?: readonly Pattern[];
  /** Remembers the node under a name. */
  readonly as?: string;
}

/** What a value may look like. */
export type Pattern = AnyPattern | NodePattern;

/** What a pattern found. */
export interface Match {
  readonly values: ReadonlyMap<string, Value>;
  readonly nodes: ReadonlyMap<string, Node>;
}

/** Any value, remembered as `name`. */
export function any(name: string): AnyPattern {
  return { capture: name };
}

/** A node of an op. */
export function op(name: string, inputs?: readonly Pattern[], as?: string): NodePattern {
  return { op: name, ...(inputs && { inputs }), ...(as && { as }) };
}

/** Matches a node; undefined when it does not fit. */
export function matchNode(pattern: NodePattern, node: Node): Match | undefined {
  const match = { values: new Map<string, Value>(), nodes: new Map<string, Node>() };
  return bindNode(pattern, node, match) ? match : undefined;
}

interface OpenMatch {
  readonly values: Map<string, Value>;
  readonly nodes: Map<string, Node>;
}

function bindNode(pattern: NodePattern, node: Node, match: OpenMatch): boolean {
  if (node.op.name !== pattern.op) return false;
  if (pattern.as !== undefined) match.nodes.set(pattern.as, node);
  if (pattern.inputs === undefined) return true;
  if (pattern.inputs.length !== node.inputs.length) return false;
  return pattern.inputs.every((each, index) => bindValue(each, node.inputs[index] as Value, match));
}

function bindValue(pattern: Pattern, value: Value, match: OpenMatch): boolean {
  if ('op' in pattern) return value.outputIndex === 0 && bindNode(pattern, value.node, match);
  const before = match.values.get(pattern.capture);
  match.values.set(pattern.capture, value);
  return before === undefined || before === value;
}
