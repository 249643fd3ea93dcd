import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/** Everything that is kept: events, records, objects and evidence. Events, records and evidence outlive the stack. */
export class Stores extends Construct {
  readonly missions: dynamodb.Table;
  readonly access: dynamodb.Table;
  readonly objects: s3.Bucket;
  readonly evidence: s3.Bucket;

  constructor(scope: Construct, id: string, { evidenceDays }: { readonly evidenceDays: number }) {
    super(scope, id);
    this.missions = new dynamodb.Table(this, 'Missions', {
      partitionKey: { name: 'mission_id', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'seq', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      stream: dynamodb.StreamViewType.NEW_IMAGE,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.access = new dynamodb.Table(this, 'Access', {
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expires_at',
      // Of what it holds, who follows it hears the names alone.
      stream: dynamodb.StreamViewType.KEYS_ONLY,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.objects = this.#objectsBucket();
    this.evidence = new s3.Bucket(this, 'Evidence', {
      ...closedBucket,
      objectLockEnabled: true,
      objectLockDefaultRetention: s3.ObjectLockRetention.governance(Duration.days(evidenceDays)),
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    for (const bucket of [this.objects, this.evidence])
      acknowledge(bucket, {
        S1: 'Only functions and signed URLs of one mailbox reach it; a log of every poll would cost more than it tells.',
      });
  }

  /** Drafts, mailboxes and artifacts. What is replaced is gone after a day; a mailbox, which only a running mission needs, after a week. */
  #objectsBucket(): s3.Bucket {
    const bucket = new s3.Bucket(this, 'Objects', {
      ...closedBucket,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      lifecycleRules: [
        {
          noncurrentVersionExpiration: Duration.days(1),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
        { prefix: 'mailbox/', expiration: Duration.days(7) },
        { prefix: 'pods/', expiration: Duration.days(7) },
      ],
    });
    // By EventBridge: a notification of the bucket itself would make bucket and function wait for each other.
    const cfnBucket = bucket.node.defaultChild as s3.CfnBucket;
    cfnBucket.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
    return bucket;
  }
}

const closedBucket = {
  versioned: true,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  encryption: s3.BucketEncryption.S3_MANAGED,
  blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
  objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
} as const satisfies s3.BucketProps;
