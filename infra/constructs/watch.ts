import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as events from 'aws-cdk-lib/aws-events';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
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
  readonly email: string | undefined;
}

interface AlarmSpec {
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  /** In a row, of five minutes each. */
  readonly periods: number;
  readonly description: string;
}

const endStatuses = ['DEPLOYED', 'PR_OPENED', 'BUILT', 'BLOCKED', 'FAILED', 'TIMEOUT', 'CANCELLED'];
const fiveMinutes = Duration.minutes(5);
const runbook = 'See docs/runbook.md.';

/** One dashboard and a handful of alarms, out of metrics that AWS makes by itself: none of them is a custom one that costs by the month. */
export class Watch extends Construct {
  constructor(scope: Construct, id: string, props: WatchProps) {
    super(scope, id);
    const ends = endStatuses.map((status) =>
      this.#count(props.bus, status, [status]).with({ label: status }),
    );
    const failing = this.#count(props.bus, 'failing', ['FAILED', 'TIMEOUT']);
    const topic = props.email === undefined ? undefined : this.#topic(props.email);
    for (const [name, spec] of Object.entries(alarmsOf(props, failing))) this.#alarm(name, spec, topic);
    this.#dashboard(props, ends);
  }

  /** A rule counts what it matches, and needs no target for that. */
  #count(bus: events.IEventBus, name: string, statuses: readonly string[]): cloudwatch.Metric {
    const last = ['mission-shipped', 'mission-stopped', 'mission-cancelled'];
    const rule = new events.Rule(this, `Ended-${name}`, {
      eventBus: bus,
      description: `Counts missions that ended ${statuses.join(' or ')}`,
      eventPattern: { source: [busSource], detail: { event: last, status: [...statuses] } },
    });
    return sum('AWS/Events', 'MatchedEvents', { EventBusName: bus.eventBusName, RuleName: rule.ruleName });
  }

  #topic(email: string): sns.Topic {
    const topic = new sns.Topic(this, 'Alarms', { displayName: 'Gantry alarms', enforceSSL: true });
    topic.addSubscription(new EmailSubscription(email));
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

  #dashboard({ lost, machine, functionOf }: WatchProps, ends: readonly cloudwatch.Metric[]): void {
    const stages = [...functionEntries].flatMap(([name, { trigger }]) =>
      trigger.kind === 'workflow' ? [name] : [],
    );
    const duration = (name: FunctionName, statistic: string): cloudwatch.Metric =>
      functionOf(name).metricDuration({ statistic, label: `${name} ${statistic}`, period: fiveMinutes });
    const graph = (title: string, left: readonly cloudwatch.IMetric[]): cloudwatch.GraphWidget =>
      new cloudwatch.GraphWidget({ title, left: [...left], width: 12 });
    new cloudwatch.Dashboard(this, 'Dashboard', {
      widgets: [
        [
          graph('Missions by end', ends),
          graph('Executions', [
            machine.metricStarted(),
            machine.metricFailed(),
            machine.metricTimedOut(),
            machine.metricAborted(),
          ]),
        ],
        [
          graph(
            'Stages, median',
            stages.map((name) => duration(name, 'p50')),
          ),
          graph(
            'Stages, 95th percentile',
            stages.map((name) => duration(name, 'p95')),
          ),
        ],
        [
          graph('Lost deliveries', [lost.metricApproximateNumberOfMessagesVisible()]),
          graph('Lambda: errors and throttles', [lambdaSum('Errors'), lambdaSum('Throttles')]),
        ],
        [
          graph('Bedrock: errors and throttles', [
            bedrockSum('InvocationServerErrors'),
            bedrockSum('InvocationClientErrors'),
            bedrockSum('InvocationThrottles'),
          ]),
          graph('Bedrock: tokens, which are the spend', [
            bedrockSum('InputTokenCount'),
            bedrockSum('OutputTokenCount'),
          ]),
        ],
      ],
    });
  }
}

function alarmsOf(
  { lost, machine, restApiName }: WatchProps,
  failing: cloudwatch.Metric,
): Readonly<Record<string, AlarmSpec>> {
  return {
    LostDeliveries: {
      metric: lost.metricApproximateNumberOfMessagesVisible({ period: fiveMinutes, statistic: 'Maximum' }),
      threshold: 1,
      periods: 1,
      description: 'A wake-up could not be delivered, however often it was tried.',
    },
    ExecutionsFailed: {
      metric: machine.metricFailed({ period: fiveMinutes, statistic: 'Sum' }),
      threshold: 1,
      periods: 1,
      description: 'An execution ended without its own Settle.',
    },
    MissionsFailing: {
      metric: failing,
      threshold: 5,
      periods: 3,
      description: 'Missions fail one after the other.',
    },
    LambdaErrors: {
      metric: lambdaSum('Errors'),
      threshold: 10,
      periods: 3,
      description: "Functions of this account's region end with errors.",
    },
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
    ModelThrottled: {
      metric: bedrockSum('InvocationThrottles'),
      threshold: 10,
      periods: 3,
      description: 'Bedrock refuses calls for now.',
    },
    ModelErrors: {
      metric: bedrockSum('InvocationServerErrors'),
      threshold: 5,
      periods: 3,
      description: 'Bedrock fails.',
    },
    Spend: {
      metric: bedrockSum('OutputTokenCount'),
      threshold: 1_000_000,
      periods: 3,
      description:
        'The models write far more than usual: a million tokens in five minutes, three times in a row.',
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
const bedrockSum = (metricName: string): cloudwatch.Metric => sum('AWS/Bedrock', metricName);
