import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { type MetricKey, metrics } from '../../core/wire/metrics.ts';
import { historyMetric } from '../../core/wire/stream-event.ts';
import { type FunctionName, functionEntries } from '../function-catalogue.ts';
import { acknowledge } from './acknowledge.ts';
import { busSource } from './event-bus.ts';

export interface WatchProps {
  readonly bus: events.IEventBus;
  readonly lost: sqs.Queue;
  readonly machine: sfn.StateMachine;
  readonly functionOf: (name: FunctionName) => {
    metricDuration(props: cloudwatch.MetricOptions): cloudwatch.Metric;
  };
  readonly restApiName: string;
  /** Where the functions of this installation count. */
  readonly namespace: string;
  readonly email: string | undefined;
  /** US dollars a day. */
  readonly spendAlarmUsd: number;
}

interface AlarmSpec {
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  /** In a row, of the metric's length each. */
  readonly periods: number;
  readonly description: string;
}

const endStatuses = ['DEPLOYED', 'PR_OPENED', 'BUILT', 'BLOCKED', 'FAILED', 'TIMEOUT', 'CANCELLED'];
const fiveMinutes = Duration.minutes(5);
const runbook = 'See docs/runbook.md.';

/**
 * One dashboard of fewer than 50 metrics and ten alarms of one metric each, which is what every account has for nothing. What AWS counts by
 * itself is taken from there; the few metrics of our own cost nothing while there is nothing to count.
 */
export class Watch extends Construct {
  constructor(scope: Construct, id: string, props: WatchProps) {
    super(scope, id);
    const ends = endStatuses.map((status) =>
      this.#count(props.bus, status, [status]).with({ label: status }),
    );
    const failing = this.#count(props.bus, 'failing', ['FAILED', 'TIMEOUT']);
    const topic = props.email === undefined ? undefined : this.#topic(props.email);
    for (const [name, spec] of Object.entries(alarmsOf(props, failing))) this.#alarm(name, spec, topic);
    const widgets = rowsOf(props, ends).map((row) => [...row]);
    new cloudwatch.Dashboard(this, 'Dashboard', { widgets });
  }

  /** A rule counts what it matches, and needs no target for that. */
  #count(bus: events.IEventBus, name: string, statuses: readonly string[]): cloudwatch.Metric {
    const last = ['mission-shipped', 'mission-stopped', 'mission-cancelled'];
    // Metrics know a rule by its name alone, and a reference to one of a bus of one's own is `bus|rule`.
    const ruleName = `ended-${name}`;
    new events.Rule(this, `Ended-${name}`, {
      ruleName,
      eventBus: bus,
      description: `Counts missions that ended ${statuses.join(' or ')}`,
      eventPattern: { source: [busSource], detail: { event: last, status: [...statuses] } },
    });
    return sum('AWS/Events', 'MatchedEvents', { EventBusName: bus.eventBusName, RuleName: ruleName });
  }

  #topic(email: string): sns.Topic {
    const topic = new sns.Topic(this, 'Alarms', { displayName: 'Gantry alarms', enforceSSL: true });
    topic.addSubscription(new EmailSubscription(email));
    // A policy of one's own takes the place of the one by which the account's alarms may publish.
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    acknowledge(topic, { SNS3: 'The topic takes TLS only.' });
    return topic;
  }

  #alarm(
    name: string,
    { metric, threshold, periods, description }: AlarmSpec,
    topic: sns.Topic | undefined,
  ): void {
    const alarm = new cloudwatch.Alarm(this, name, {
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmDescription: `${description} ${runbook}`,
    });
    if (topic !== undefined) alarm.addAlarmAction(new SnsAction(topic));
  }
}

type Rows = readonly (readonly cloudwatch.GraphWidget[])[];

const graph = (title: string, left: readonly cloudwatch.IMetric[]): cloudwatch.GraphWidget =>
  new cloudwatch.GraphWidget({ title, left: [...left], width: 12 });

const rowsOf = (props: WatchProps, ends: readonly cloudwatch.Metric[]): Rows => [
  ...missionRows(props, ends),
  ...podRows(props),
  ...serviceRows(props),
];

function missionRows({ machine, functionOf }: WatchProps, ends: readonly cloudwatch.Metric[]): Rows {
  const stages = [...functionEntries].flatMap(([name, { trigger }]) =>
    trigger.kind === 'workflow' ? [name] : [],
  );
  const duration = (name: FunctionName, statistic: string): cloudwatch.Metric =>
    functionOf(name).metricDuration({ statistic, label: `${name} ${statistic}`, period: fiveMinutes });
  const executions = [
    machine.metricStarted(),
    machine.metricFailed(),
    machine.metricTimedOut(),
    machine.metricAborted(),
  ];
  const durations = (statistic: string) => stages.map((name) => duration(name, statistic));
  return [
    [graph('Missions by end', ends), graph('Executions', executions)],
    [graph('Stages, median', durations('p50')), graph('Stages, 95th percentile', durations('p95'))],
  ];
}

function podRows({ namespace }: WatchProps): Rows {
  const ours = writtenBy(namespace);
  return [
    [
      graph('Pods, from bundle to report', [
        ours('podSeconds', 'p50').with({ label: 'seconds p50' }),
        ours('podSeconds', 'p95').with({ label: 'seconds p95' }),
      ]),
      graph('Pods out of memory and out of time', [ours('podOutOfMemory'), ours('podOutOfTime')]),
    ],
  ];
}

function serviceRows({ lost, restApiName, namespace }: WatchProps): Rows {
  const ours = writtenBy(namespace);
  return [
    [
      graph('Lost deliveries and rewritten history', [
        lost.metricApproximateNumberOfMessagesVisible(),
        sum(namespace, historyMetric.name),
      ]),
      graph('Errors and throttles', [
        lambdaSum('Errors'),
        lambdaSum('Throttles'),
        sum('AWS/ApiGateway', '5XXError', { ApiName: restApiName }),
      ]),
    ],
    [
      graph('Models: calls that none answered', [ours('modelErrors'), ours('modelThrottles')]),
      graph('Spend, US dollars', [ours('spendUsd')]),
    ],
  ];
}

function alarmsOf(props: WatchProps, failing: cloudwatch.Metric): Readonly<Record<string, AlarmSpec>> {
  return { ...deliveryAlarms(props), ...missionAlarms(props, failing), ...serviceAlarms(props) };
}

function deliveryAlarms({ lost, machine, namespace }: WatchProps): Readonly<Record<string, AlarmSpec>> {
  return {
    LostDeliveries: {
      metric: lost.metricApproximateNumberOfMessagesVisible({ period: fiveMinutes, statistic: 'Maximum' }),
      threshold: 1,
      periods: 1,
      description: 'A wake-up could not be delivered, however often it was tried.',
    },
    HistoryRewritten: {
      metric: sum(namespace, historyMetric.name),
      threshold: 1,
      periods: 1,
      description: 'A record of the missions table was changed or removed.',
    },
    ExecutionsFailed: {
      metric: machine.metricFailed({ period: fiveMinutes, statistic: 'Sum' }),
      threshold: 1,
      periods: 1,
      description: 'An execution ended without its own Settle.',
    },
  };
}

function missionAlarms(
  { spendAlarmUsd, namespace }: WatchProps,
  failing: cloudwatch.Metric,
): Readonly<Record<string, AlarmSpec>> {
  const ours = writtenBy(namespace);
  return {
    MissionsFailing: {
      metric: failing,
      threshold: 5,
      periods: 3,
      description: 'Missions fail one after the other.',
    },
    PodsOutOfMemory: {
      metric: ours('podOutOfMemory'),
      threshold: 3,
      periods: 1,
      description: 'Several builds in five minutes wanted more memory than a pod has.',
    },
    PodsOutOfTime: {
      metric: ours('podOutOfTime'),
      threshold: 3,
      periods: 1,
      description: 'Several builds in five minutes took longer than a pod may.',
    },
    Spend: {
      metric: ours('spendUsd').with({ period: Duration.days(1) }),
      threshold: spendAlarmUsd,
      periods: 1,
      description: `Models and pods cost $${spendAlarmUsd} or more in a day.`,
    },
  };
}

function serviceAlarms({ restApiName, namespace }: WatchProps): Readonly<Record<string, AlarmSpec>> {
  const ours = writtenBy(namespace);
  return {
    LambdaThrottles: {
      metric: lambdaSum('Throttles'),
      threshold: 1,
      periods: 3,
      description: "The account's concurrency is used up.",
    },
    ApiErrors: {
      metric: sum('AWS/ApiGateway', '5XXError', { ApiName: restApiName }),
      threshold: 5,
      periods: 2,
      description: 'The REST API answers 5xx.',
    },
    ModelErrors: {
      metric: ours('modelErrors'),
      threshold: 5,
      periods: 3,
      description: 'No model of the list answers, or all of them refuse for now.',
    },
  };
}

const sum = (
  namespace: string,
  metricName: string,
  dimensionsMap: cloudwatch.DimensionsMap = {},
): cloudwatch.Metric =>
  new cloudwatch.Metric({ namespace, metricName, dimensionsMap, statistic: 'Sum', period: fiveMinutes });

const lambdaSum = (metricName: string): cloudwatch.Metric => sum('AWS/Lambda', metricName);

/** A metric that the functions of an installation write. */
const writtenBy =
  (namespace: string) =>
  (key: MetricKey, statistic = 'Sum'): cloudwatch.Metric =>
    sum(namespace, metrics[key].name).with({ statistic });
