import type { MetricKey } from '../../core/wire/metrics.ts';
import { metrics } from '../../core/wire/metrics.ts';
import { ownMetricNamespace } from './metric-namespace.ts';

/**
 * Counts in CloudWatch: one line in its embedded metric format, which costs no call. `fields` stand beside the figures for whoever reads the
 * log, and are no dimensions, each of which would be a metric to pay for. Only Lambda's log is read so; elsewhere nothing is written.
 */
export function writeMetrics(
  values: Readonly<Partial<Record<MetricKey, number>>>,
  fields: { readonly mission_id?: string } = {},
): void {
  if (process.env.AWS_LAMBDA_FUNCTION_NAME === undefined) return;
  const counted = Object.entries(values).map(([key, value]) => ({ ...metrics[key as MetricKey], value }));
  const line = {
    level: 'info',
    message: 'counted',
    ...fields,
    ...Object.fromEntries(counted.map(({ name, value }) => [name, value])),
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: ownMetricNamespace(),
          Dimensions: [[]],
          Metrics: counted.map(({ name, unit }) => ({ Name: name, Unit: unit })),
        },
      ],
    },
  };
  // Not by the console: Lambda's puts a line of its own around what it is given, and a metric is read at a line's top only.
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
