import type { OpDefinition } from '../../ir/op-definition.js';
import { requireFloat, requireInput, requireRank } from '../op-requirements.js';

/** The shape rule of an op that maps every vector along the last axis of a floating-point tensor to one of the same length. */
export function rowWiseTypes(name: string): OpDefinition<object>['inferTypes'] {
  return ({ inputs }) => {
    const input = requireInput(name, inputs, 0);
    requireFloat(name, input);
    requireRank(name, input, 1);
    return [{ dtype: input.dtype, shape: input.shape }];
  };
}
