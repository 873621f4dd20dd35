/** What the author of a training plugin runs to know that theirs behaves; see `pluginViolations`. */

// The task of the kit's own trial, for further tests of a plugin.
export {
  DOMINANT_CLASS_CONFIG,
  DOMINANT_CLASS_MAX_LENGTH,
  dominantClassExamples,
  dominantClassModel,
  encodeRows,
} from './conformance/dominant-class.js';
export type { PluginConformanceOptions, PluginTrial } from './conformance/plugin-conformance-options.js';
export { PLUGIN_CHECKS, type PluginCheckName, pluginViolations } from './conformance/plugin-violations.js';
