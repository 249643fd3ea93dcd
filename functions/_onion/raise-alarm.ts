import type { BrokenRecord } from '../../core/wire/stream-event.ts';

/** The metric that an alarm stands on, in the namespace `Gantry`: how many records of history were changed or removed. */
export const historyRewrittenMetric = 'HistoryRewritten';

/**
 * Tells the operator of each record that was changed or removed: one line in CloudWatch's embedded metric format, which is the metric and the
 * words in one. Without the record itself, which may hold what people typed.
 */
export function raiseAlarm(broken: readonly BrokenRecord[], nowMs: number): void {
  for (const { change, stream, sort } of broken) {
    const metrics = [{ Name: historyRewrittenMetric, Unit: 'Count' }];
    console.error(
      JSON.stringify({
        level: 'error',
        message: 'A record of the missions table was rewritten; nothing of Gantry ever does that.',
        change,
        stream,
        sort,
        [historyRewrittenMetric]: 1,
        _aws: {
          Timestamp: nowMs,
          CloudWatchMetrics: [{ Namespace: 'Gantry', Dimensions: [[]], Metrics: metrics }],
        },
      }),
    );
  }
}
