import type { PodReport } from '../../core/wire/pod.ts';
import { writeMetrics } from './write-metrics.ts';

/** Counts a pod's report for the operator: how long it took, and whether memory or time ended it. */
export const countPod = ({ mission_id, duration_ms, failed_because }: PodReport): void =>
  writeMetrics(
    {
      podSeconds: duration_ms / 1_000,
      podOutOfMemory: failed_because === 'memory' ? 1 : 0,
      podOutOfTime: failed_because === 'time' ? 1 : 0,
    },
    { mission_id },
  );
