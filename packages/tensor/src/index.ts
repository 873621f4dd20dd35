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
