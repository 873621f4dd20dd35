/** Models from the Hugging Face hub, in its standard cache: Node only. */

export type { DownloadProgress } from './hub/download-blob.js';
export {
  type DownloadOptions,
  downloadModel,
  downloadSnapshot,
} from './hub/download-model.js';
export { type FromPretrainedOptions, fromPretrained, type PretrainedModel } from './hub/from-pretrained.js';
export type { ModelSnapshot } from './hub/model-snapshot.js';
