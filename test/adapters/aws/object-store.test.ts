import { CreateBucketCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, expect, test } from 'vitest';
import { s3ObjectStore } from '../../../adapters/aws/object-store.ts';
import { testObjectStore } from '../../contract/object-store.ts';
import { describeWithEmulator, emulatorName } from './emulator.ts';

const never = new AbortController().signal;
const bucket = 'gantry-objects';
const evidenceBucket = 'gantry-evidence';

describeWithEmulator(`S3 by ${emulatorName}`, (aws) => {
  const open = () => s3ObjectStore({ bucket, evidenceBucket, ...aws.connection });

  beforeAll(async () => {
    const s3 = new S3Client(aws.connection);
    for (const name of [bucket, evidenceBucket]) await s3.send(new CreateBucketCommand({ Bucket: name }));
  });

  testObjectStore('aws', open);

  test('lists past the thousand keys of one page', async () => {
    const store = open();
    const keys = Array.from({ length: 1_050 }, (_, index) => `many/log-${String(index).padStart(4, '0')}`);
    for (let from = 0; from < keys.length; from += 50)
      await Promise.all(
        keys.slice(from, from + 50).map((key) => store.put(key, new Uint8Array(), {}, never)),
      );
    expect(await store.list('many/', never)).toEqual(keys);
  });

  test('keeps evidence in the bucket of its own, and everything else out of it', async () => {
    const store = open();
    await store.put('evidence/m.json', Buffer.from('{}'), { ifAbsent: true }, never);
    await store.put('drafts/m.json', Buffer.from('{}'), {}, never);
    const s3 = new S3Client(aws.connection);
    const head = (name: string, key: string) => s3.send(new HeadObjectCommand({ Bucket: name, Key: key }));
    await expect(head(evidenceBucket, 'evidence/m.json')).resolves.toBeDefined();
    await expect(head(bucket, 'evidence/m.json')).rejects.toMatchObject({ name: 'NotFound' });
    await expect(head(evidenceBucket, 'drafts/m.json')).rejects.toMatchObject({ name: 'NotFound' });
    expect(await store.list('evidence/', never)).toEqual(['evidence/m.json']);
  });

  test('tells a bucket that is not there as a refusal', async () => {
    const store = s3ObjectStore({ bucket: 'elsewhere', ...aws.connection });
    await expect(store.get('a', never)).rejects.toMatchObject({ name: 'DependencyRefused' });
  });
});
