// Weights: zeros among them, one by one.
export { type PruneWeightsOptions, pruneWeights } from './weights/prune-weights.js';
export { countZeros, type MatrixReport, type WeightReport } from './weights/weight-report.js';
export { parsePattern, type SelectionScope, type WeightSelection } from './weights/selection/weight-selection.js';
export { type PrunableMatrix, prunableMatrices } from './weights/selection/prunable-matrices.js';

// Which weights matter.
export type { MatrixWithGradient, ScoredMatrix, WeightCriterion } from './weights/criteria/weight-criterion.js';
export { weightMagnitude } from './weights/criteria/weight-magnitude.js';
export { randomWeights } from './weights/criteria/random-weights.js';
export { optimalBrainDamage } from './weights/criteria/optimal-brain-damage.js';
export { optimalBertSurgeon, type OptimalBertSurgeonOptions } from './weights/criteria/optimal-bert-surgeon.js';
export { type WeightMovementOptions, weightMovement } from './weights/criteria/weight-movement.js';
export { softWeightMovement, type SoftWeightMovementOptions } from './weights/criteria/soft-weight-movement.js';
export type { WeightScoringOptions } from './weights/criteria/score-weights.js';

// Pruning while training.
export { type HeldZeros, holdZeros } from './weights/training/hold-zeros.js';
export { type WeightPruning, weightPruning } from './weights/training/weight-pruning.js';
export type { WeightPruningOptions } from './weights/training/weight-pruning-options.js';
export {
  type CubicSparsityOptions,
  cubicSparsity,
  type SparsitySchedule,
} from './weights/training/sparsity-schedule.js';

// Files without the zeros.
export type { SparseCompression } from './weights/sparse-file/compression.js';
export {
  type SaveSparseOptions,
  type SparseSizes,
  saveSparse,
  saveSparseWeights,
} from './weights/sparse-file/save-sparse.js';
export {
  loadSparseWeights,
  MAXIMUM_SPARSE_BYTES,
  type ReadSparseOptions,
  readSparse,
} from './weights/sparse-file/read-sparse.js';

// Experiments.
export {
  analyzeSensitivity,
  type Sensitivity,
  type SensitivityOptions,
  type SensitivityPoint,
} from './weights/experiments/analyze-sensitivity.js';
export {
  type SensitivityChartOptions,
  sensitivityChart,
} from './weights/experiments/chart/sensitivity-chart.js';
export {
  type IterativePruningOptions,
  type PruningRound,
  pruneIteratively,
} from './weights/experiments/prune-iteratively.js';
export {
  findLotteryTickets,
  type LotteryTicket,
  type LotteryTicketOptions,
  type LotteryTickets,
} from './weights/experiments/lottery-ticket.js';

// Gradients of batches, for criteria of both kinds.
export { gradientBatches, type ScoringData } from './gradients/gradient-batches.js';

// Structure: models that are really smaller.
export { applyStructure } from './structured/surgery/apply-structure.js';
export { composePlans } from './structured/surgery/compose-plans.js';
export { chooseLayers, type LayerChoice } from './structured/surgery/choose-layers.js';
export type { NumbersByLayer } from './structured/surgery/remove-from-layers.js';
export { removeHeads } from './structured/surgery/remove-heads.js';
export { removeIntermediateUnits } from './structured/surgery/remove-intermediate-units.js';
export { removeLayers } from './structured/surgery/remove-layers.js';
export { type KeptLayer, type StructurePlan, wholeStructure } from './structured/surgery/structure-plan.js';
export { keepTokens, type KeptTokens } from './structured/vocabulary/keep-tokens.js';
export {
  type FurtherTexts,
  removeVocabularyRows,
  type SmallerVocabulary,
  type VocabularyOptions,
} from './structured/vocabulary/remove-vocabulary-rows.js';
export { usedTokens } from './structured/vocabulary/used-tokens.js';
export { factorizeMatrices, type FactorizedModel } from './structured/factors/factorize-matrices.js';
export { truncatedFactors, type TruncatedFactors } from './structured/factors/truncated-factors.js';
export { maskFisher } from './structured/importance/mask-fisher.js';
export { maskGradient, type MaskGradientOptions } from './structured/importance/mask-gradient.js';
export { maskDerivatives } from './structured/importance/output-matrices.js';
export { randomUnits } from './structured/importance/random-units.js';
export { type LayerScoringOptions, scoreLayers } from './structured/importance/score-layers.js';
export { scoreUnits } from './structured/importance/score-units.js';
export type { UnitCriterion, UnitScoringContext } from './structured/importance/unit-criterion.js';
export { unitMagnitude } from './structured/importance/unit-magnitude.js';
export { type UnitMovement, unitMovement } from './structured/importance/unit-movement.js';
export { emptyScores, normalizeScores, type UnitScores } from './structured/importance/unit-scores.js';
export { type BlockPruning, blockPruning } from './structured/blocks/block-pruning.js';
export type { BlockPruningOptions } from './structured/blocks/block-pruning-options.js';
export { evenStructure } from './structured/blocks/even-structure.js';
export type { BlockPlanOptions } from './structured/blocks/block-pruning-run.js';
export { type DensitySchedule, densityAt } from './structured/blocks/density-schedule.js';
export {
  createLatencyMeter,
  type LatencyMeter,
  type LatencyMeterOptions,
} from './structured/planning/latency-meter.js';
export { type LatencyCurve, type LatencyTable, measureLatencyTable } from './structured/planning/latency-table.js';
export type { MeasuredLatency } from './structured/planning/plan-by-latency.js';
export { planInRounds, type PlanInRoundsOptions } from './structured/planning/plan-in-rounds.js';
export {
  planStructure,
  type PlannedStructure,
  type PlanStructureOptions,
} from './structured/planning/plan-structure.js';
export type { StructureBudget } from './structured/planning/structure-budget.js';
export { type BatchSizes, modelFlops } from './structured/planning/structure-costs.js';
export {
  type BeforeAndAfter,
  type LayerReport,
  type StructureReport,
  structureReport,
} from './structured/planning/structure-report.js';
