import type { PodHost } from '../../../core/ports/pod-host.ts';

/** What is known of Fargate's pods before one is asked for. */
export const fargateTraits: Pick<PodHost, 'isolation' | 'acceptsAnyModel' | 'acceptsAuthor'> = {
  isolation: 'fargate',
  acceptsAnyModel: true,
  acceptsAuthor: true,
  bringsPythonPackages: true,
};
