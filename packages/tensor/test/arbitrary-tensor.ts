import fc from 'fast-check';
import { allocateStorage, DTYPES } from '../src/dtype.js';
import { countElements, type Tensor } from '../src/tensor.js';

/** Tensors of any dtype, of up to 3 dimensions, with random bytes. */
export const arbitraryTensor: fc.Arbitrary<Tensor> = fc
  .tuple(fc.constantFrom(...DTYPES), fc.array(fc.nat(4), { maxLength: 3 }), fc.infiniteStream(fc.nat(255)))
  .map(([dtype, shape, bytes]) => {
    const data = allocateStorage(dtype, countElements(shape));
    const view = new Uint8Array(data.buffer);
    for (let i = 0; i < view.length; i++) view[i] = bytes.next().value as number;
    return { dtype, shape, data };
  });

/** Named tensors, the names of any characters. */
export const arbitraryTensors = fc
  .dictionary(fc.string({ unit: 'grapheme' }), arbitraryTensor, { maxKeys: 6 })
  .map((tensors) => Object.entries(tensors));
