import { type FormatError, formatError } from '@bertsmith/tensor';

/** Where in a `pytorch_model.bin` something is wrong. */
export interface PytorchPlace {
  readonly path: string;
  readonly tensor?: string;
  /** Bytes from the start of the file. */
  readonly byteOffset?: number;
}

/** The {@link FormatError}: "PyTorch file 'pytorch_model.bin', tensor "a", byte 12: ...". */
export function pytorchError(
  place: PytorchPlace,
  problem: string,
  values: Readonly<Record<string, unknown>> = {},
): FormatError {
  return formatError({ ...place, kind: 'PyTorch file' }, problem, { ...values });
}

/** What to do about a file that is right for PyTorch, but has more in it than we read. */
export function howToConvert(path: string): string {
  return `save its tensors alone, where you trust the file: python -c "import torch; torch.save(dict(torch.load('${path}', map_location='cpu', weights_only=True)), '${path}')"`;
}
