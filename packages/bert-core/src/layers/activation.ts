import { gelu, geluTanh, rectifiedLinear } from '@bertsmith/graph';
import type { BertConfig, HiddenActivation } from '../config/bert-config.js';

const ACTIVATIONS: { readonly [A in HiddenActivation]: typeof gelu } = {
  gelu,
  gelu_new: geluTanh,
  relu: rectifiedLinear,
};

/** The activation that a configuration names. */
export function activation({ hiddenAct }: BertConfig): typeof gelu {
  return ACTIVATIONS[hiddenAct];
}
