/** What the author of a training plugin runs to know that theirs behaves; see `pluginViolations`. */
export type { PluginConformanceOptions, PluginTrial } from './conformance/plugin-conformance-options.js';
export { PLUGIN_CHECKS, type PluginCheckName, pluginViolations } from './conformance/plugin-violations.js';
