// The plugin.
export { checkStudent, type StudentRequirements } from './check-student.js';
export { type DistillationPlugin, distillation } from './distillation.js';
export {
  CACHE_DTYPES,
  type CacheDType,
  type DistillationOptions,
  type HiddenTransferOptions,
  type LabelOptions,
  type RelationTransferOptions,
  TEACHER_CACHES,
  type TeacherCache,
} from './distillation-options.js';
export { type LayerPair, uniformLayerMap } from './layers/layer-map.js';

// Losses, for graphs of your own.
export { binarySoftTargetLoss, divergenceOfRows, type SoftTargets, softTargetLoss } from './losses/soft-target-loss.js';
export { type HiddenStatePair, hiddenStateLoss } from './losses/hidden-state-loss.js';
export { type AttentionScorePair, attentionScoreLoss } from './losses/attention-score-loss.js';
export {
  RELATIONS,
  type RelatedLayers,
  type Relation,
  type RelationPart,
  type RelationParts,
  relationLoss,
} from './losses/relation-loss.js';

// Students that begin as a part of their teacher.
export { copyTeacherLayers, selectedLayersConfig } from './layers/copy-teacher-layers.js';
