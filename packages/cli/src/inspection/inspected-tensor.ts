/** What a file of weights says of one of its tensors. */
export interface InspectedTensor {
  readonly name: string;
  readonly dtype: string;
  /** Sizes, outermost dimension first. */
  readonly shape: readonly number[];
  /** Elements. */
  readonly parameters: number;
  readonly bytes: number;
  /** The file that it is in: its name in the model's directory, or the path that was given. */
  readonly file: string;
}
