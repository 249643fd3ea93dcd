import * as z from 'zod';
import { DependencyFailed } from '../errors.ts';
import type { Digest } from '../ports/digest.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { AddedFile, Draft } from '../wire/draft.ts';
import { draftSchema } from '../wire/draft.ts';
import type { MissionId } from '../wire/ids.ts';
import { authoredFiles } from './added-files.ts';
import { treeSha256 } from './tree-digest.ts';

/** The draft that an event tells of. */
export interface StoredDraft {
  readonly attempt: number;
  readonly tree_sha256: string;
  readonly added?: readonly AddedFile[] | undefined;
}

/** Where a draft stands in the object store. */
export const draftKey = (missionId: MissionId, { attempt, tree_sha256 }: StoredDraft): string =>
  `drafts/${missionId}/${attempt}/${tree_sha256}.json`;

interface StoreDeps {
  readonly objects: ObjectStore;
  readonly digest: Digest;
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Keeps an attempt's draft under its tree digest and answers that; an author that runs again overwrites nothing, whatever it writes. */
export const saveDraft =
  (deps: StoreDeps) =>
  async (missionId: MissionId, attempt: number, draft: Draft, signal: AbortSignal): Promise<string> => {
    const tree_sha256 = treeSha256(deps.digest, draft.files);
    const key = draftKey(missionId, { attempt, tree_sha256 });
    await deps.objects.put(key, encode(JSON.stringify(draft)), { ifAbsent: true }, signal);
    return tree_sha256;
  };

/** The draft that an event tells of; DependencyFailed when the store does not have it. */
export const loadDraft =
  (deps: { readonly objects: ObjectStore }) =>
  async (missionId: MissionId, stored: StoredDraft, signal: AbortSignal): Promise<Draft> => {
    const bytes = await deps.objects.get(draftKey(missionId, stored), signal);
    if (bytes === undefined)
      throw new DependencyFailed(
        'draft_missing',
        `Draft ${stored.attempt} of ${missionId} is not in the store.`,
      );
    return draftSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  };

/** The part of a draft that authors work on and are asked about: without the files that Gantry adds. */
export const loadAuthored =
  (deps: StoreDeps) =>
  async (missionId: MissionId, stored: StoredDraft, signal: AbortSignal): Promise<Draft> => {
    const draft = await loadDraft(deps)(missionId, stored, signal);
    return { ...draft, files: [...authoredFiles(deps.digest, draft.files, stored.added)] };
  };

/** Keeps the text of an answer that was cut off under its digest, and answers its key. */
export const savePartial =
  (deps: StoreDeps) =>
  async (
    missionId: MissionId,
    attempt: number,
    pass: number,
    text: string,
    signal: AbortSignal,
  ): Promise<string> => {
    const key = `drafts/${missionId}/${attempt}/partial-${pass}-${deps.digest.sha256(text)}.txt`;
    await deps.objects.put(key, encode(text), { ifAbsent: true }, signal);
    return key;
  };

/** The texts of cut-off answers by their keys. */
export const loadPartials =
  (deps: { readonly objects: ObjectStore }) =>
  async (keys: readonly string[], signal: AbortSignal): Promise<string[]> => {
    const all = await Promise.all(keys.map((key) => deps.objects.get(key, signal)));
    return all.map((bytes) => z.string().parse(bytes === undefined ? '' : new TextDecoder().decode(bytes)));
  };
