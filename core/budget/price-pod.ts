import { type Isolation, podTask } from '../wire/pod.ts';

/**
 * AWS Fargate's list price for Linux on ARM in us-east-1 (https://aws.amazon.com/fargate/pricing/): $0.03238 a vCPU hour and $0.00356 a GB
 * hour. Other regions differ by some per cent.
 */
const usdPerHour = (podTask.cpuUnits / 1_024) * 0.03238 + (podTask.memoryMiB / 1_024) * 0.00356;
const microUsdPerSecond = (usdPerHour / 3_600) * 1_000_000;
/** Fargate bills from the image's download to the task's end, at least a minute; what is ours to see is somewhat shorter. */
const leastSeconds = 60;
const unseenSeconds = 30;

/** What a pod of that kind costs for so many seconds; a pod on one's own machine costs nothing. */
export function podMicroUsd(isolation: Isolation, seconds: number): number {
  if (isolation !== 'fargate') return 0;
  return Math.ceil(Math.max(leastSeconds, seconds + unseenSeconds) * microUsdPerSecond);
}
