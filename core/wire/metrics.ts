/** What Gantry counts about itself in CloudWatch, beside what AWS counts anyway: functions write these and nothing else, and alarms and dashboard ask for no other name of ours. */
export const metrics = {
  /** US dollars, of every call of a model and every pod, once it is known. */
  spendUsd: { name: 'SpendUsd', unit: 'None' },
  /** From the bundle's arrival to the report. */
  podSeconds: { name: 'PodSeconds', unit: 'Seconds' },
  podOutOfMemory: { name: 'PodOutOfMemory', unit: 'Count' },
  podOutOfTime: { name: 'PodOutOfTime', unit: 'Count' },
  /** Calls that no model of the list answered. */
  modelErrors: { name: 'ModelErrors', unit: 'Count' },
  /** Those of them where a model refused for now. */
  modelThrottles: { name: 'ModelThrottles', unit: 'Count' },
} as const satisfies Record<string, { readonly name: string; readonly unit: 'None' | 'Count' | 'Seconds' }>;

export const metricNamespace = 'Gantry';

export type MetricKey = keyof typeof metrics;
