/** The gradient of a table of which a batch touched some rows: those rows, and nothing about the others, which are 0. */
export interface RowGradient {
  /** The table's name in the arena. */
  readonly name: string;
  /** int32 [touched rows]: which rows, ascending, each once. */
  readonly rows: Int32Array;
  /** float32 [touched rows, width]. */
  readonly values: Float32Array;
}

/** The gradients of all parameters of an arena, on the arena's heap. */
export interface Gradients {
  /** float32 [`arena.denseLength`], in the layout of the arena. */
  readonly dense: Float32Array;
  /** The tables with row gradients; one that is not listed was not touched. */
  readonly rows: readonly RowGradient[];
}
