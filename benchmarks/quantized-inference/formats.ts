import {
  blockWeights,
  dynamicInt8,
  entropy,
  halfStorage,
  int4Table,
  meanSquaredError,
  percentile,
  type QuantizeOptions,
  smoothed,
  staticInt8,
} from '@bertsmith/quantize';

/** What a model is quantized to. */
export type Format = Pick<QuantizeOptions, 'scheme' | 'tableScheme' | 'maxDrop'>;

/** Every format of the table, by its name there. */
export const FORMATS: Readonly<Record<string, Format>> = {
  'dynamic int8': {},
  'dynamic int8, maxDrop 0.002': { maxDrop: 0.002 },
  'dynamic int8, 7 bits': { scheme: dynamicInt8({ reduceRange: true }) },
  'smoothed dynamic int8': { scheme: smoothed(dynamicInt8()) },
  'static int8, min-max': { scheme: staticInt8() },
  'static int8, percentile': { scheme: staticInt8({ calibration: percentile() }) },
  'static int8, entropy': { scheme: staticInt8({ calibration: entropy() }) },
  'static int8, mse': { scheme: staticInt8({ calibration: meanSquaredError() }) },
  'smoothed static int8': { scheme: smoothed(staticInt8()) },
  'int8 blocks': { scheme: blockWeights({ bits: 8 }) },
  'int4 blocks, int8 tables': { scheme: blockWeights({ bits: 4 }) },
  'int4 blocks and tables': { scheme: blockWeights({ bits: 4 }), tableScheme: int4Table() },
  'int4 blocks and tables, gptq': {
    scheme: blockWeights({ bits: 4, rounding: 'gptq' }),
    tableScheme: int4Table(),
  },
  float16: { scheme: halfStorage('float16'), tableScheme: halfStorage('float16') },
};
