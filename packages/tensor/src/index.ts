export {
  allocateStorage,
  bytesPerElement,
  DTYPES,
  type DType,
  isDType,
  isFloatingPoint,
  isStorageOf,
  type Storage,
  type StorageOf,
  viewStorage,
} from './dtype.js';
export { convertToFloat32 } from './convert-to-float32.js';
export { BertsmithError, type ErrorCode, type ErrorDetails } from './errors/bertsmith-error.js';
export {
  BackendError,
  ConfigError,
  DTypeError,
  FormatError,
  InputError,
  OutputError,
  ShapeError,
  TrainingError,
} from './errors/error-classes.js';
export {
  bfloat16ToFloat32,
  decodeBfloat16,
  decodeFloat16,
  encodeBfloat16,
  encodeFloat16,
  float16ToFloat32,
  float32ToBfloat16,
  float32ToFloat16,
} from './half-precision.js';
export { formatError, type Place, quote } from './safetensors/format-error.js';
export type { SafetensorsSource } from './safetensors/header-length.js';
export { parseSafetensorsHeader } from './safetensors/parse-safetensors-header.js';
export { readSafetensors, type Safetensors } from './safetensors/read-safetensors.js';
export type { SafetensorsEntry, SafetensorsHeader } from './safetensors/safetensors-entry.js';
export { type NarrowDType, serializeNarrowed } from './safetensors/serialize-narrowed.js';
export { type NamedTensor, serializeSafetensors } from './safetensors/serialize-safetensors.js';
export {
  type Dimension,
  type DimensionSizes,
  dimensionNames,
  divideDimension,
  elementCount,
  formatShape,
  multiplyDimensions,
  normalizeAxis,
  resolveDimension,
  resolveShape,
  type Shape,
  sameShape,
} from './shape/shape.js';
export { countElements, type ShapeOf, type Tensor, tensor, zeros } from './tensor.js';
export {
  type ArenaEntry,
  ParameterArena,
  type ParameterPart,
  type ParameterSpecification,
} from './parameter-arena.js';
export { MAXIMUM_HEAP_BYTES, SharedHeap } from './shared-heap.js';
export { ReusableHeap } from './reusable-heap.js';
export { compareCodePoints } from './compare-code-points.js';
export { indexOfLargest } from './index-of-largest.js';
export { allFinite, indexOfNonFinite } from './index-of-non-finite.js';
