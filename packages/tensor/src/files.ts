/** Files on disk: Node only. Everything that works without a file system is in `@bertsmith/tensor` itself. */
export { makeDirectory } from './files/make-directory.js';
export { openRegularFile } from './files/open-regular-file.js';
export { openSafetensors } from './files/open-safetensors.js';
export { explainOutputFailure } from './files/output-failure.js';
export { type OutputDirectoryOptions, prepareOutputDirectory } from './files/prepare-output-directory.js';
export { readExactly } from './files/read-exactly.js';
export { type ElementSource, readFloat32 } from './files/read-float32.js';
export { type ReadTextOptions, readTextFileOrFail } from './files/read-text-file-or-fail.js';
export { SafetensorsFile } from './files/safetensors-file.js';
export { type GrowingTensor, SafetensorsWriter } from './files/safetensors-writer.js';
export { saveSafetensors } from './files/save-safetensors.js';
export { type FileContent, writeFileAtomically, writeFilesTogether } from './files/write-file-atomically.js';
