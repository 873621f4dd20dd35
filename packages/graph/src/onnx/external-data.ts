/**
 * ONNX's external data: tensors in a file beside the model, each with its offset and length
 * (https://onnx.ai/onnx/repo-docs/ExternalData.html).
 */

/** Tensors begin at multiples of a memory page, so that a runtime can map the file instead of reading it. */
const PAGE_BYTES = 4096;

/** Smaller tensors stay in the model, as in the files of ONNX's own `save_model`. */
const SMALLEST_EXTERNAL_BYTES = 1024;

/** Where a tensor lies in the file of external data. */
export interface ExternalPlace {
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

/** Collects the content of a file of external data; the tensors' memory itself, not a copy. */
export class ExternalData {
  readonly chunks: Uint8Array[] = [];
  readonly #location: string;
  #bytes = 0;

  /** @param location the name of the file, in the directory of the model */
  constructor(location: string) {
    this.#location = location;
  }

  /** Where the tensor goes; nothing when it stays in the model. */
  add(data: Uint8Array): ExternalPlace | undefined {
    if (data.byteLength < SMALLEST_EXTERNAL_BYTES) return undefined;
    this.#push(new Uint8Array((PAGE_BYTES - (this.#bytes % PAGE_BYTES)) % PAGE_BYTES));
    const place = { location: this.#location, offset: this.#bytes, length: data.byteLength };
    this.#push(data);
    return place;
  }

  #push(chunk: Uint8Array): void {
    if (chunk.byteLength > 0) this.chunks.push(chunk);
    this.#bytes += chunk.byteLength;
  }
}
