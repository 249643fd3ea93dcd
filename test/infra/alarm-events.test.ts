import { describe, expect, it } from 'vitest';
import { terminalStatuses } from '../../core/wire/mission.ts';
import { type CloudResource, installation } from './synthesize.ts';

const core = installation('plain')('GantryCore');

interface Pattern {
  readonly source: readonly string[];
  readonly detail: { readonly event: readonly string[]; readonly status: readonly string[] };
}

const counting = Object.values(core.resources('AWS::Events::Rule')).filter(({ Properties }) =>
  String(Properties.Name).startsWith('ended-'),
);

/** The rules that count an event of the bus, as EventBridge matches lists of exact values. */
const countedBy = (event: string, status: string): readonly string[] =>
  counting.flatMap(({ Properties }) => {
    const { source, detail } = Properties.EventPattern as Pattern;
    const matches =
      source.includes('gantry') && detail.event.includes(event) && detail.status.includes(status);
    return matches ? [String(Properties.Name)] : [];
  });

/** The alarms that read what a rule counts. */
const alarmsOf = (rules: readonly string[]): readonly string[] =>
  Object.entries(core.resources('AWS::CloudWatch::Alarm')).flatMap(([id, { Properties }]) => {
    const dimensions = (Properties.Dimensions ?? []) as readonly { Name: string; Value: unknown }[];
    const reads = dimensions.some(({ Name, Value }) => Name === 'RuleName' && rules.includes(String(Value)));
    return reads ? [id] : [];
  });

describe('a mission that ends', () => {
  const lastEventOf = (status: (typeof terminalStatuses)[number]): string => {
    if (status === 'CANCELLED') return 'mission-cancelled';
    return ['DEPLOYED', 'PR_OPENED', 'BUILT'].includes(status) ? 'mission-shipped' : 'mission-stopped';
  };

  it.each(terminalStatuses)(
    'as %s is counted by its own rule, and rings only where it is a failure',
    (status) => {
      const isFailure = status === 'FAILED' || status === 'TIMEOUT';
      const rules = countedBy(lastEventOf(status), status);
      expect(rules.filter((name) => name !== 'ended-failing')).toEqual([`ended-${status}`]);
      expect(rules.includes('ended-failing')).toBe(isFailure);
      expect(alarmsOf(rules)).toHaveLength(isFailure ? 1 : 0);
    },
  );

  it('is counted once: by its last event, and not by those on the way', () => {
    for (const event of ['mission-requested', 'report-received', 'preview-deployed'])
      for (const status of terminalStatuses) expect(countedBy(event, status)).toEqual([]);
  });

  it('is counted on the bus that the rule belongs to, which the alarm names as well', () => {
    const alarm = Object.values(core.resources('AWS::CloudWatch::Alarm')).find(
      ({ Properties }) => Properties.MetricName === 'MatchedEvents',
    ) as CloudResource;
    const dimensions = alarm.Properties.Dimensions as readonly { Name: string; Value: unknown }[];
    const bus = dimensions.find(({ Name }) => Name === 'EventBusName')?.Value;
    for (const { Properties } of counting) expect(Properties.EventBusName).toEqual(bus);
    expect(alarm.Properties.Namespace).toBe('AWS/Events');
  });
});
