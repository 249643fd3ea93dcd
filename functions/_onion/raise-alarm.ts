import type { BrokenRecord } from '../../core/wire/stream-event.ts';
import { historyMetric } from '../../core/wire/stream-event.ts';
import { ownMetricNamespace } from './metric-namespace.ts';

const { name } = historyMetric;

/**
 * Tells the operator of each record that was changed or removed: one line in CloudWatch's embedded metric format, which is the metric and the
 * words in one. Without the record itself, which may hold what people typed.
 */
export function raiseAlarm(broken: readonly BrokenRecord[], nowMs: number): void {
  for (const { change, stream, sort } of broken) {
    const line = {
      level: 'error',
      message: 'A record of the missions table was rewritten; nothing of Gantry ever does that.',
      change,
      stream,
      sort,
      [name]: 1,
      _aws: {
        Timestamp: nowMs,
        CloudWatchMetrics: [
          { Namespace: ownMetricNamespace(), Dimensions: [[]], Metrics: [{ Name: name, Unit: 'Count' }] },
        ],
      },
    };
    // Not by the console: Lambda's puts a line of its own around what it is given, and a metric is read at a line's top only.
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}
