import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { metricNamespace, metrics } from '../../core/wire/metrics.ts';
import { historyMetric } from '../../core/wire/stream-event.ts';
import { type CloudResource, installation } from './synthesize.ts';

const core = installation('plain')('GantryCore');
const full = installation('full')('GantryCore');
const root = join(import.meta.dirname, '..', '..');
const all = (type: string): readonly CloudResource[] => Object.values(core.resources(type));
const only = (type: string, name: RegExp): CloudResource => {
  const found = Object.entries(core.resources(type)).filter(([id]) => name.test(id));
  expect(found.map(([id]) => id)).toHaveLength(1);
  return found[0]?.[1] as CloudResource;
};

describe('the alarms', () => {
  const alarms = all('AWS::CloudWatch::Alarm');
  const runbook = readFileSync(join(root, 'docs/runbook.md'), 'utf8');

  it('are at most ten, each with an entry of its own in the runbook', () => {
    const ids = Object.keys(core.resources('AWS::CloudWatch::Alarm'));
    const entries = [...runbook.matchAll(/^\| ([A-Z]\w+) \|/gm)].map(([, name]) => name);
    expect(ids.map((id) => /^Watch([A-Za-z]+?)[0-9A-F]{8}$/.exec(id)?.[1]).sort()).toEqual(entries.sort());
    expect(alarms.length).toBeLessThanOrEqual(10);
  });

  it('ring at the first record of history that was changed or removed', () => {
    const { Properties } = only('AWS::CloudWatch::Alarm', /HistoryRewritten/);
    expect(Properties).toMatchObject({
      Namespace: metricNamespace,
      MetricName: historyMetric.name,
      Statistic: 'Sum',
      Threshold: 1,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
    expect(Properties).not.toHaveProperty('Dimensions');
  });

  it('watch what the issue of running it is: pods, deliveries, throttles, models, spend, failed executions', () => {
    const watched = Object.values(alarms).map(({ Properties }) => Properties.MetricName);
    expect(watched.sort()).toEqual(
      [
        '5XXError',
        'ApproximateNumberOfMessagesVisible',
        'ExecutionsFailed',
        'MatchedEvents',
        'Throttles',
        historyMetric.name,
        metrics.modelErrors.name,
        metrics.podOutOfMemory.name,
        metrics.podOutOfTime.name,
        metrics.spendUsd.name,
      ].sort(),
    );
  });

  it('and the dashboard ask for no metric of ours that is not written, and for every one that is', () => {
    const ours = [...Object.values(metrics).map(({ name }) => name), historyMetric.name];
    const text = JSON.stringify([...alarms, ...all('AWS::CloudWatch::Dashboard')]);
    const asked = [...text.matchAll(/\\"Gantry\\",\\"(\w+)\\"/g)].map(([, name]) => name);
    expect(new Set(asked)).toEqual(new Set(ours));
    expect(ours.length).toBeLessThanOrEqual(10);
    for (const { Properties } of alarms)
      if (Properties.Namespace === metricNamespace) expect(ours).toContain(Properties.MetricName);
  });

  it('are one metric each, and the dashboard is one of fewer than fifty, as no account pays for', () => {
    for (const { Properties } of alarms) expect(Properties).not.toHaveProperty('Metrics');
    const boards = all('AWS::CloudWatch::Dashboard');
    expect(boards).toHaveLength(1);
    const plotted = JSON.stringify(boards[0]).match(/\\"metrics\\":\[.*?\]\]/g) ?? [];
    const count = plotted.flatMap((list) => list.match(/\[\\"/g) ?? []).length;
    expect(count).toBeGreaterThan(30);
    expect(count).toBeLessThanOrEqual(50);
  });

  it('and the dashboard count missions by the name of a rule alone, as its metrics know it', () => {
    const failing = only('AWS::CloudWatch::Alarm', /MissionsFailing/).Properties.Dimensions;
    const [, rule] = [...(failing as readonly { readonly Name: string; readonly Value: unknown }[])].sort(
      (one, other) => one.Name.localeCompare(other.Name),
    );
    expect(rule).toEqual({ Name: 'RuleName', Value: 'ended-failing' });
    const [counting] = Object.values(core.resources('AWS::Events::Rule')).filter(
      ({ Properties }) => Properties.Name === 'ended-failing',
    );
    expect(counting?.Properties.EventPattern).toMatchObject({ detail: { status: ['FAILED', 'TIMEOUT'] } });
    expect(counting?.Properties.EventBusName).toEqual({ Ref: expect.stringContaining('Bus') });
  });

  it('ring where the day’s spend of the context is reached', () => {
    const spend = Object.entries(full.resources('AWS::CloudWatch::Alarm')).find(([id]) => /Spend/.test(id));
    expect(spend?.[1].Properties).toMatchObject({ Threshold: 3, Period: 86_400, Statistic: 'Sum' });
  });

  it('write to the address of the context, and to nobody without one', () => {
    for (const { Properties } of alarms) expect(Properties).not.toHaveProperty('AlarmActions');
    for (const { Properties } of Object.values(full.resources('AWS::CloudWatch::Alarm')))
      expect(Properties.AlarmActions).toHaveLength(1);
  });

  it('may publish where they write to, and nobody of another account may', () => {
    const [policy] = Object.values(full.resources('AWS::SNS::TopicPolicy'));
    const { Statement } = (policy as CloudResource).Properties.PolicyDocument as {
      readonly Statement: readonly { readonly Effect: string }[];
    };
    expect(Statement.filter(({ Effect }) => Effect === 'Allow')).toEqual([
      expect.objectContaining({
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
      }),
    ]);
  });
});
