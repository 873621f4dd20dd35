/** What `bertsmith quantize` can make of a model's weights. */
import {
  blockWeights,
  dynamicInt8,
  halfStorage,
  int4Table,
  type QuantizableLayer,
  type QuantizeOptions,
  smoothed,
  staticInt8,
} from '@bertsmith/quantize';

/** See the top of the file. */
export const QUANTIZATION_METHODS = ['dynamic', 'static', 'smoothquant', 'weight-int8', 'weight-int4', 'fp16'] as const;

/** One of {@link QUANTIZATION_METHODS}. */
export type QuantizationMethod = (typeof QUANTIZATION_METHODS)[number];

/** Those whose ranges are measured on rows of a task. */
export const CALIBRATED_METHODS: readonly QuantizationMethod[] = ['static', 'smoothquant'];

/** What a method goes by. */
export interface QuantizedSubject {
  readonly layers: readonly Pick<QuantizableLayer, 'kind' | 'columns'>[];
  /** Whether there are rows like those that the model is for. */
  readonly hasTask: boolean;
}

type Schemes = Pick<QuantizeOptions, 'scheme' | 'tableScheme'>;

const SCHEMES: Readonly<Record<QuantizationMethod, (subject: QuantizedSubject) => Schemes>> = {
  dynamic: () => ({ scheme: dynamicInt8() }),
  static: () => ({ scheme: staticInt8() }),
  smoothquant: () => ({ scheme: smoothed(staticInt8()) }),
  'weight-int8': () => ({ scheme: blockWeights({ bits: 8 }) }),
  'weight-int4': ({ layers, hasTask }) => ({
    scheme: blockWeights({ bits: 4, rounding: hasTask ? 'gptq' : 'nearest' }),
    tableScheme: narrowTable(layers),
  }),
  fp16: () => ({ scheme: halfStorage('float16'), tableScheme: halfStorage('float16') }),
};

/** The schemes of a method. At 4 bits it pays to round for the texts of the task, where there are some. */
export function methodSchemes(method: QuantizationMethod, subject: QuantizedSubject): Schemes {
  return SCHEMES[method](subject);
}

/** Weights of a table's row that share a scale, at best and at least: with fewer, 8 bits take no more. */
const BLOCK_SIZES = { largest: 32, smallest: 16 } as const;

/** Tables of 4 bits; of 8, which is the default, where their widths have no such blocks. */
function narrowTable(layers: QuantizedSubject['layers']): Schemes['tableScheme'] {
  const widths = layers.filter(({ kind }) => kind === 'table').map(({ columns }) => columns);
  const { largest, smallest } = BLOCK_SIZES;
  for (let blockSize: number = largest; blockSize >= smallest; blockSize--) {
    if (widths.every((width) => width % blockSize === 0 && width % 2 === 0)) return int4Table({ blockSize });
  }
  return undefined;
}
