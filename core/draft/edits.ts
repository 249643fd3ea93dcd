import { DependencyFailed, InputRejected } from '../errors.ts';
import { canonicalJson } from '../evidence/canonical-json.ts';
import type { Digest } from '../ports/digest.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { SourceFile } from '../wire/draft.ts';
import type { EditRequest } from '../wire/http.ts';
import { editRequestSchema } from '../wire/http.ts';
import type { MissionId } from '../wire/ids.ts';
import { addedSources } from './added-files.ts';
import { compareUtf8 } from './byte-order.ts';
import { changesBetween } from './changes-between.ts';

interface StoreDeps {
  readonly objects: ObjectStore;
  readonly digest: Digest;
}

type Edits = EditRequest['files'];

const keyOf = (of: MissionId, sha256: string): string => `drafts/${of}/edit-${sha256}.json`;

/** Keeps what an owner wrote over a mission's files under its digest, and answers that. */
export const saveEdits =
  (deps: StoreDeps) =>
  async (of: MissionId, files: Edits, signal: AbortSignal): Promise<string> => {
    const text = canonicalJson({ files });
    const sha256 = deps.digest.sha256(text);
    await deps.objects.put(keyOf(of, sha256), new TextEncoder().encode(text), { ifAbsent: true }, signal);
    return sha256;
  };

/** What an owner wrote over a mission's files; DependencyFailed where the store does not have it as it was kept. */
export const loadEdits =
  (deps: StoreDeps) =>
  async (of: MissionId, sha256: string, signal: AbortSignal): Promise<Edits> => {
    const bytes = await deps.objects.get(keyOf(of, sha256), signal);
    if (bytes === undefined || deps.digest.sha256(bytes) !== sha256)
      throw new DependencyFailed(
        'edits_missing',
        'The files that were written by hand are not in the store.',
      );
    return editRequestSchema.parse(JSON.parse(new TextDecoder().decode(bytes))).files;
  };

/** The files of an app with what its owner wrote over them, in byte order of path. */
export function applyEdits(source: readonly SourceFile[], edits: Edits): readonly SourceFile[] {
  const tree = new Map(source.map(({ path, content }) => [path, content]));
  for (const { path, content } of edits) {
    if (content === null) tree.delete(path);
    else tree.set(path, content);
  }
  return [...tree]
    .map(([path, content]) => ({ path, content }))
    .toSorted((left, right) => compareUtf8(left.path, right.path));
}

const isGantrys = (path: string): boolean =>
  addedSources.some((source) => source.owner === 'gantry' && source.path === path);

/** The paths that an owner's edits change; InputRejected where they would change nothing, or leave nothing. */
export function changedByHand(source: readonly SourceFile[], edits: Edits): readonly string[] {
  const unknown = edits.find(
    ({ path, content }) => content === null && source.every((file) => file.path !== path),
  );
  if (unknown !== undefined)
    throw new InputRejected('file_unknown', `There is no file ${unknown.path} to take away.`);
  const files = applyEdits(source, edits);
  if (files.length === 0)
    throw new InputRejected('all_files_gone', 'Keep at least one file: an app has to show something.');
  const changed = changesBetween(source, files).map(({ path }) => path);
  if (changed.length === 0) throw new InputRejected('nothing_changed', 'These files are as they were.');
  if (changed.every(isGantrys))
    throw new InputRejected(
      'files_of_gantry',
      `Gantry writes ${changed.join(' and ')} itself, from what the app needs. Change another file.`,
    );
  return changed;
}
