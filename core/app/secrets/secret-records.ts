import * as z from 'zod';
import type { RecordStore } from '../../ports/record-store.ts';
import type { AppId } from '../../wire/ids.ts';

/** That a secret is set, when and by whom; its value is never here. */
const setSecretSchema = z.strictObject({ name: z.string(), set_at: z.iso.datetime(), set_by: z.string() });
export type SetSecret = z.infer<typeof setSecretSchema>;

interface Deps {
  readonly records: RecordStore;
}

const partitionOf = (appId: AppId): string => `secrets#${appId}`;
const maxSecrets = 200;

/** What is set of an app. */
export const listSet =
  ({ records }: Deps) =>
  async (appId: AppId, signal: AbortSignal): Promise<readonly SetSecret[]> =>
    (await records.list(partitionOf(appId), { limit: maxSecrets }, setSecretSchema, signal)).map(
      ({ value }) => value,
    );

/** Notes that a secret is set. */
export const noteSet =
  ({ records }: Deps) =>
  async (appId: AppId, secret: SetSecret, signal: AbortSignal): Promise<void> => {
    const key = { partition: partitionOf(appId), sort: secret.name };
    await records.put(key, secret, { condition: { kind: 'any' } }, signal);
  };

/** Notes that it is not; false where nothing was set. */
export const noteRemoved =
  ({ records }: Deps) =>
  (appId: AppId, name: string, signal: AbortSignal): Promise<boolean> =>
    records.remove({ partition: partitionOf(appId), sort: name }, { kind: 'any' }, signal);
