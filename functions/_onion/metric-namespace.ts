import { metricNamespace } from '../../core/wire/metrics.ts';

/** Where this installation's metrics are counted in CloudWatch: several may share an account and region. */
export const ownMetricNamespace = (): string => process.env.GANTRY_METRICS || metricNamespace;
