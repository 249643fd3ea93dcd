import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import * as s3deploy from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { acknowledge, wildcardFinding } from './acknowledge.ts';

export interface ConsoleFilesProps {
  /** The built console; what is under `assets/` has a hash of its bytes in its name. */
  readonly folder: string;
  readonly bucket: s3.Bucket;
  readonly distribution: cloudfront.Distribution;
  readonly logRetention: logs.RetentionDays;
}

/** Puts the built console into its bucket, by CDK's own function with rights of our choosing: on its own it would ask for every object and every distribution. */
export class ConsoleFiles extends Construct {
  constructor(scope: Construct, id: string, props: ConsoleFilesProps) {
    super(scope, id);
    const { bucket: destinationBucket, distribution } = props;
    // The stamp of the build is of no use to a browser.
    const files = new Asset(this, 'Files', { path: props.folder, exclude: ['.built-from'] });
    const logGroup = new logs.LogGroup(this, 'Log', {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = this.#role(files, props, logGroup);
    const shared = {
      sources: [s3deploy.Source.bucket(files.bucket, files.s3ObjectKey)],
      destinationBucket,
      role: role.withoutPolicyUpdates(),
      logGroup,
    };
    const assets = new s3deploy.BucketDeployment(this, 'Assets', {
      ...shared,
      exclude: ['*'],
      include: ['assets/*'],
      cacheControl: [s3deploy.CacheControl.fromString('public, max-age=31536000, immutable')],
      // A page that is open still asks for the files of its own build.
      prune: false,
    });
    const pages = new s3deploy.BucketDeployment(this, 'Pages', {
      ...shared,
      exclude: ['assets/*'],
      cacheControl: [s3deploy.CacheControl.noCache()],
      distribution,
      distributionPaths: ['/*'],
    });
    // The function is told nothing of the rights that it waits for.
    assets.node.addDependency(role);
    // Pages last, so that what they ask for is there.
    pages.node.addDependency(assets);
    acknowledge(Stack.of(this), { L1: "The runtime of CDK's own uploading function is CDK's to choose." });
  }

  #role(files: Asset, { bucket, distribution }: ConsoleFilesProps, logGroup: logs.LogGroup): iam.Role {
    const role = new iam.Role(this, 'Role', {
      description: 'Puts the console into its bucket',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    const objects = bucket.arnForObjects('*');
    const allow = (actions: readonly string[], resource: string): void => {
      role.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources: [resource] }));
    };
    allow(['s3:GetObject'], files.bucket.arnForObjects(files.s3ObjectKey));
    allow(['s3:ListBucket'], bucket.bucketArn);
    allow(['s3:PutObject', 's3:DeleteObject'], objects);
    allow(['cloudfront:CreateInvalidation', 'cloudfront:GetInvalidation'], distribution.distributionArn);
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn);
    acknowledge(role, {
      [wildcardFinding(Stack.of(this), objects)]:
        'The bucket holds the console alone, and every build names its files anew.',
    });
    return role;
  }
}
