import { GetObjectCommand, PutObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import type { ObjectStore } from '../../core/ports/object-store.ts';
import { type AwsConnection, clientSettings } from './connection.ts';
import { awsFault, isNamed, wasRetried } from './fault.ts';
import { checkObjectKey, isObjectKey } from './object-store/object-key.ts';

export interface S3ObjectStoreConfig extends AwsConnection {
  readonly bucket: string;
  /** Where keys under `evidence/` live: a bucket with a lock of its own; the same bucket when left out. */
  readonly evidenceBucket?: string;
}

type Find = (key: string, signal: AbortSignal) => Promise<Uint8Array | undefined>;

const service = 'Amazon S3';
const evidencePrefix = 'evidence/';

/** The object store on S3. Its role may ListBucket, or a missing object would look like a forbidden one. */
export function s3ObjectStore({ bucket, evidenceBucket, ...connection }: S3ObjectStoreConfig): ObjectStore {
  const client = new S3Client(clientSettings(connection));
  const bucketOf = (key: string): string =>
    key.startsWith(evidencePrefix) ? (evidenceBucket ?? bucket) : bucket;

  const get: Find = async (key, signal) => {
    checkObjectKey(key);
    signal.throwIfAborted();
    try {
      const command = new GetObjectCommand({ Bucket: bucketOf(key), Key: key });
      const { Body: body } = await client.send(command, { abortSignal: signal });
      return await body?.transformToByteArray();
    } catch (error) {
      if (isNamed(error, 'NoSuchKey')) return undefined;
      throw awsFault(service, error, signal);
    }
  };

  return {
    get,
    async put(key, bytes, { ifAbsent = false }, signal) {
      checkObjectKey(key);
      signal.throwIfAborted();
      const target = { Bucket: bucketOf(key), Key: key, Body: bytes };
      const command = new PutObjectCommand({ ...target, ...(ifAbsent && { IfNoneMatch: '*' }) });
      try {
        await client.send(command, { abortSignal: signal });
        return 'stored';
      } catch (error) {
        if (!isNamed(error, 'PreconditionFailed')) throw awsFault(service, error, signal);
        return wasRetried(error) && (await holds(get, key, bytes, signal)) ? 'stored' : 'exists';
      }
    },
    async list(prefix, signal) {
      signal.throwIfAborted();
      const pages = paginateListObjectsV2(
        { client },
        { Bucket: bucketOf(prefix), Prefix: prefix },
        { abortSignal: signal },
      );
      try {
        const keys: string[] = [];
        for await (const page of pages) keys.push(...(page.Contents ?? []).map(({ Key: key = '' }) => key));
        return keys.filter(isObjectKey);
      } catch (error) {
        throw awsFault(service, error, signal);
      }
    },
  };
}

/** After a retry of the SDK the object in the way may be what its first try stored, when the answer to that one was lost. */
async function holds(find: Find, key: string, bytes: Uint8Array, signal: AbortSignal): Promise<boolean> {
  const found = await find(key, signal);
  return found !== undefined && Buffer.compare(found, bytes) === 0;
}
