import * as z from 'zod';
import { DependencyFailed } from '../errors.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { Draft } from '../wire/draft.ts';
import { draftSchema } from '../wire/draft.ts';
import type { MissionId } from '../wire/ids.ts';

const draftKey = (missionId: MissionId, attempt: number): string =>
  `drafts/${missionId}/${attempt}/draft.json`;
const partialKey = (missionId: MissionId, attempt: number, pass: number): string =>
  `drafts/${missionId}/${attempt}/partial-${pass}.txt`;

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Keeps an attempt's draft; written before its event, so the event's tree digest says whether it is the right one. */
export const saveDraft =
  (deps: { readonly objects: ObjectStore }) =>
  async (missionId: MissionId, attempt: number, draft: Draft, signal: AbortSignal): Promise<void> => {
    await deps.objects.put(draftKey(missionId, attempt), encode(JSON.stringify(draft)), {}, signal);
  };

/** An attempt's draft; DependencyFailed when the store does not have it. */
export const loadDraft =
  (deps: { readonly objects: ObjectStore }) =>
  async (missionId: MissionId, attempt: number, signal: AbortSignal): Promise<Draft> => {
    const bytes = await deps.objects.get(draftKey(missionId, attempt), signal);
    if (bytes === undefined)
      throw new DependencyFailed('draft_missing', `Draft ${attempt} of ${missionId} is not in the store.`);
    return draftSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  };

/** Keeps the text of an answer that was cut off, and answers its key. */
export const savePartial =
  (deps: { readonly objects: ObjectStore }) =>
  async (
    missionId: MissionId,
    attempt: number,
    pass: number,
    text: string,
    signal: AbortSignal,
  ): Promise<string> => {
    const key = partialKey(missionId, attempt, pass);
    await deps.objects.put(key, encode(text), {}, signal);
    return key;
  };

/** The texts of cut-off answers by their keys. */
export const loadPartials =
  (deps: { readonly objects: ObjectStore }) =>
  async (keys: readonly string[], signal: AbortSignal): Promise<string[]> => {
    const all = await Promise.all(keys.map((key) => deps.objects.get(key, signal)));
    return all.map((bytes) => z.string().parse(bytes === undefined ? '' : new TextDecoder().decode(bytes)));
  };
