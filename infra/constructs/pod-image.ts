import { join } from 'node:path';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import * as ecs from 'aws-cdk-lib/aws-ecs';

const root = join(import.meta.dirname, '..', '..');

/** The pod's image: built here by Docker when it is deployed, or one that is there already. */
export function podImage(source: string): ecs.ContainerImage {
  if (source !== 'docker') return ecs.ContainerImage.fromRegistry(source);
  return ecs.ContainerImage.fromAsset(root, {
    file: 'pod-image/Dockerfile',
    platform: Platform.LINUX_ARM64,
    exclude: ['*', '!core', '!pod-image', '!package.json', '!package-lock.json', '**/node_modules'],
  });
}
