import type { EncodedExamples } from '@bertsmith/data';
import { createGraph, type Graph } from '@bertsmith/graph';
import type { DistillationSettings } from '../distillation-options.js';
import { CachedOutputs, fillStore } from './cached-outputs.js';
import { openDiskStore } from './disk-store.js';
import { memoryStore } from './memory-store.js';
import type { OutputStore } from './output-store.js';
import { type RowPlaces, rowPlaces } from './row-places.js';
import { outputsFingerprint, teacherFingerprint } from './teacher-fingerprint.js';
import { type OutputLayout, outputLayouts, type TeacherOutputs } from './teacher-outputs.js';
import { TeacherRun } from './teacher-run.js';

/**
 * A teacher that answers: one that runs on each batch, or one that was asked about all rows, now or in an earlier run.
 *
 * @param graph what is wanted of it
 * @throws ConfigError when it cannot be kept as asked for; FormatError for a damaged file of a cache; what the teacher throws
 */
export async function openTeacher(settings: DistillationSettings, graph: Graph): Promise<TeacherOutputs> {
  const { cache, rows } = settings;
  if (cache === 'none' || rows === undefined) return await TeacherRun.compile({ ...settings, graph });
  const layouts = outputLayouts(graph);
  const places = rowPlaces(rows);
  const store = await openStore(settings, rows, layouts, places);
  const parts = { rows, places, layouts, store };
  try {
    if (store.missing.length > 0) await askTeacher(settings, graph, parts);
  } catch (error) {
    await store.discard();
    throw error;
  }
  return new CachedOutputs(parts);
}

async function openStore(
  { cache, cacheDType: dtype, teacher, teacherIds, cacheDirectory: directory = '', onNote }: DistillationSettings,
  rows: EncodedExamples,
  layouts: readonly OutputLayout[],
  places: RowPlaces,
): Promise<OutputStore> {
  if (cache === 'memory') return memoryStore(layouts, places);
  const fingerprint = outputsFingerprint(teacherFingerprint(teacher), rows, teacherIds);
  return await openDiskStore({
    directory,
    layouts,
    places,
    onNote,
    dtype,
    fingerprint: (name) => `${fingerprint}:${name}:${dtype}`,
  });
}

async function askTeacher(
  settings: DistillationSettings,
  graph: Graph,
  parts: Parameters<typeof fillStore>[0],
): Promise<void> {
  const { order } = parts.places;
  settings.onNote?.(`the teacher answers ${order.length.toLocaleString('en')} rows`);
  const wanted = new Set(parts.store.missing.map(({ name }) => name));
  const missing = createGraph(new Map([...graph.outputs].filter(([name]) => wanted.has(name))));
  const run = await TeacherRun.compile({ ...settings, graph: missing });
  try {
    await fillStore(parts, run);
  } finally {
    await run.dispose();
  }
}
