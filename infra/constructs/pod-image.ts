import { cpSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Stage } from 'aws-cdk-lib';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct, IDependable } from 'constructs';
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
    const asset = { file: dockerfile, platform: Platform.LINUX_ARM64 };
    return { image: ecs.ContainerImage.fromAsset(sourceFolder(scope), asset) };
  }
  if (source !== 'codebuild') return { image: ecs.ContainerImage.fromRegistry(source) };
  const { repository, tag, built } = new ImageBuild(scope, 'PodImage', {
    source: new Asset(scope, 'PodSource', { path: sourceFolder(scope) }),
    dockerfile,
    logRetention,
  });
  return { image: ecs.ContainerImage.fromEcrRepository(repository, tag), madeBy: built };
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
