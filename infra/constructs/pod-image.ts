import { cpSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Stack, Stage } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct, IDependable } from 'constructs';
import { imageArguments } from '../base-images.ts';
import { ImageBuild } from './image-build.ts';

const root = join(import.meta.dirname, '..', '..');
const dockerfile = 'pod-image/Dockerfile';
/** All that the Dockerfile copies. */
const sources = ['core', 'pod-image', 'package.json', 'package-lock.json'];

export interface PodImage {
  readonly image: ecs.ContainerImage;
  /** What must be there before a pod can start. */
  readonly madeBy?: IDependable;
}

/** The pod's image: built here by Docker when it is deployed, built in the account by CodeBuild, or one that is there already. */
export function podImage(scope: Construct, source: string, logRetention: logs.RetentionDays): PodImage {
  if (source === 'docker') {
    const asset = { file: dockerfile, platform: Platform.LINUX_ARM64, buildArgs: imageArguments() };
    return { image: ecs.ContainerImage.fromAsset(sourceFolder(scope), asset) };
  }
  if (source !== 'codebuild') return { image: imageAt(scope, source) };
  const { repository, tag, built } = new ImageBuild(scope, 'PodImage', {
    source: new Asset(scope, 'PodSource', { path: sourceFolder(scope) }),
    dockerfile,
    buildArguments: imageArguments(),
    logRetention,
  });
  return { image: ecs.ContainerImage.fromEcrRepository(repository, tag), madeBy: built };
}

const privateImage =
  /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([a-z0-9._/-]+)(?::([\w.-]+)|@(sha256:[0-9a-f]{64}))$/;

/** An image of a private repository of ECR comes with the right to pull it, which a URI alone would not give. */
function imageAt(scope: Construct, uri: string): ecs.ContainerImage {
  const [, account, region, repositoryName, tag, digest] = privateImage.exec(uri) ?? [];
  if (account === undefined || region === undefined || repositoryName === undefined)
    return ecs.ContainerImage.fromRegistry(uri);
  const repositoryArn = Stack.of(scope).formatArn({
    ...{ service: 'ecr', resource: 'repository', resourceName: repositoryName },
    ...{ account, region },
  });
  const repository = ecr.Repository.fromRepositoryAttributes(scope, 'PodRepository', {
    repositoryArn,
    repositoryName,
  });
  return ecs.ContainerImage.fromEcrRepository(repository, tag ?? digest);
}

/** Copied out first: CDK would else look at every file of the repository, with all its packages, to leave them out. */
function sourceFolder(scope: Construct): string {
  const folder = join(Stage.of(scope)?.outdir ?? 'cdk.out', 'pod-source');
  mkdirSync(folder, { recursive: true });
  for (const name of sources)
    cpSync(join(root, name), join(folder, name), {
      recursive: true,
      filter: (path) => basename(path) !== 'node_modules',
    });
  return folder;
}
