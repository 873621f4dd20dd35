/** Ops that give numbers which come in, in other places or with the other sign: rounding before them is rounding behind them. */
export const MOVING_OPS: ReadonlySet<string> = new Set([
  'Reshape',
  'Transpose',
  'Expand',
  'Slice',
  'Pad',
  'Concat',
  'Split',
  'WaitFor',
  'Neg',
  'Relu',
  'Where',
]);
