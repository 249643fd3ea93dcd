import type { PodTraits } from '../../../core/ports/pod-host.ts';

/** What is known of Fargate's pods before one is asked for. */
export const fargateTraits: PodTraits = {
  isolation: 'fargate',
  acceptsAnyModel: true,
  acceptsAuthor: true,
  bringsPythonPackages: true,
};
