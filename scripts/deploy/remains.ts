import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { DeleteTableCommand, DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  S3Client,
} from '@aws-sdk/client-s3';
import { prices } from '../cost/prices.ts';
import { type Place, within } from './place.ts';

/** A resource that outlives its stack. */
export interface Remain {
  readonly type: 'AWS::DynamoDB::Table' | 'AWS::S3::Bucket' | 'AWS::KMS::Key';
  readonly id: string;
  /** Where it stands in which stack's template, by which it is taken up again. */
  readonly stack: string;
  readonly logicalId: string;
}

interface Version {
  readonly Key: string | undefined;
  readonly VersionId: string | undefined;
}

interface Kind {
  /** As docs/cost.md has it. */
  readonly price: string;
  /** Answers what was done, in a few words. */
  readonly erase: (place: Place, id: string) => Promise<string>;
}

const kinds: Readonly<Record<Remain['type'], Kind>> = {
  'AWS::DynamoDB::Table': {
    price: `$${prices.tableGb.usd} a GB and month beyond ${prices.tableGb.free} GB, and $${prices.restorableGb.usd} a GB that can be restored`,
    erase: eraseTable,
  },
  'AWS::S3::Bucket': { price: `$${prices.objectGb.usd} a GB and month`, erase: eraseBucket },
  'AWS::KMS::Key': { price: `$${prices.key.usd} a month`, erase: eraseKey },
};

const isKept = (type: string | undefined): type is Remain['type'] => type !== undefined && type in kinds;

/** What stays when the stacks are gone, read from the stacks while they are there. */
export async function listRemains(place: Place, stacks: readonly string[]): Promise<readonly Remain[]> {
  const client = new CloudFormationClient(within(place));
  const found: Remain[] = [];
  for (const StackName of stacks)
    for await (const page of paginateListStackResources({ client }, { StackName }))
      found.push(...(page.StackResourceSummaries ?? []).flatMap((summary) => remainOf(StackName, summary)));
  return found;
}

/** True where a stack of that name is there. */
export async function isDeployed(place: Place, StackName: string): Promise<boolean> {
  try {
    const { Stacks: stacks = [] } = await new CloudFormationClient(within(place)).send(
      new DescribeStacksCommand({ StackName }),
    );
    return stacks.some(({ StackStatus: status }) => status !== 'DELETE_COMPLETE');
  } catch (error) {
    // CloudFormation's word for a stack that is not there, and for nothing else that a name alone can be wrong in.
    if (error instanceof Error && error.name === 'ValidationError') return false;
    throw error;
  }
}

function remainOf(stack: string, summary: StackResourceSummary): readonly Remain[] {
  const { ResourceType: type, PhysicalResourceId: id, LogicalResourceId: logicalId } = summary;
  if (!isKept(type) || id === undefined || logicalId === undefined) return [];
  return [{ type, id, stack, logicalId }];
}

/** One line a resource: what it is, and what it costs to keep. */
export const describeRemains = (remains: readonly Remain[]): string =>
  remains.map(({ type, id }) => `${type.split('::')[1]} ${id}: ${kinds[type].price}`).join('\n');

/** Removes one resource as far as that is allowed, and answers what became of it. */
export const eraseRemain = (place: Place, { type, id }: Pick<Remain, 'type' | 'id'>): Promise<string> =>
  kinds[type].erase(place, id);

async function eraseTable(place: Place, name: string): Promise<string> {
  const client = new DynamoDBClient(within(place));
  await client.send(new UpdateTableCommand({ TableName: name, DeletionProtectionEnabled: false }));
  await client.send(new DeleteTableCommand({ TableName: name }));
  return 'removed';
}

/** Object Lock refuses versions whose days are not over; nothing here lifts a lock. */
async function eraseBucket(place: Place, bucket: string): Promise<string> {
  const client = new S3Client(within(place));
  let locked = 0;
  for await (const version of versionsIn(client, bucket)) {
    const removal = client.send(new DeleteObjectCommand({ Bucket: bucket, ...version }));
    locked += await removal.then(() => 0, lockedOrThrow);
  }
  if (locked > 0) return `${locked} versions are locked and stay until their days are over`;
  await client.send(new DeleteBucketCommand({ Bucket: bucket }));
  return 'removed';
}

async function* versionsIn(client: S3Client, bucket: string): AsyncGenerator<Version> {
  let next: ListObjectVersionsCommandOutput | undefined;
  do {
    const from = { KeyMarker: next?.NextKeyMarker, VersionIdMarker: next?.NextVersionIdMarker };
    next = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, ...from }));
    for (const { Key, VersionId } of [...(next.Versions ?? []), ...(next.DeleteMarkers ?? [])])
      yield { Key, VersionId };
  } while (next.IsTruncated === true);
}

function lockedOrThrow(error: unknown): 1 {
  if (error instanceof Error && error.name === 'AccessDenied') return 1;
  throw error;
}

async function eraseKey(place: Place, keyId: string): Promise<string> {
  const client = new KMSClient(within(place));
  await client.send(new ScheduleKeyDeletionCommand({ KeyId: keyId, PendingWindowInDays: 30 }));
  return 'ends in 30 days; until then it can be kept in the KMS console';
}
