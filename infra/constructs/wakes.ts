import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { type FunctionName, functionEntries, type Trigger } from '../function-catalogue.ts';
import { acknowledge } from './acknowledge.ts';
import { busSource, EventBus } from './event-bus.ts';
import type { Pods } from './pods.ts';
import type { Stores } from './stores.ts';
import { streamArn, streamReading } from './stream.ts';

export interface WakesProps {
  readonly stores: Stores;
  readonly pods: Pods;
  readonly machine: sfn.StateMachine;
  readonly functionOf: (name: FunctionName) => lambda.Function;
  /** Those that have nothing to do in this installation; nothing wakes them. */
  readonly idle: readonly FunctionName[];
  readonly logRetention: logs.RetentionDays;
}

/** What wakes functions by itself: the stream of events, objects in mailboxes, tasks that stopped, executions that ended badly. */
export class Wakes extends Construct {
  /** What could not be delivered, however often it was tried; an alarm watches its depth. */
  readonly lost: sqs.Queue;
  readonly bus: events.EventBus;

  constructor(scope: Construct, id: string, props: WakesProps) {
    super(scope, id);
    this.lost = new sqs.Queue(this, 'Lost', {
      enforceSSL: true,
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(this.lost, { SQS3: 'It is the dead-letter queue of streams and rules.' });
    const { stores, logRetention } = props;
    this.bus = new EventBus(this, 'Events', { missions: stores.missions, lost: this.lost, logRetention }).bus;
    for (const [name, { trigger }] of functionEntries)
      if (!props.idle.includes(name)) this.#follow(name, trigger, props);
    this.#settleEnded(props);
  }

  #follow(name: FunctionName, trigger: Trigger, props: WakesProps): void {
    if (trigger.kind === 'stream') this.#followStream(name, props);
    if (trigger.kind === 'bus') this.#followBus(name, trigger, props);
    if (trigger.kind === 'schedule') this.#followSchedule(name, trigger.everyMinutes, props);
    if (trigger.kind !== 'mailbox') return;
    this.#followMailbox(name, trigger.keys, props);
    if (trigger.hearsStoppedTasks) this.#followTasks(name, props);
  }

  #followStream(name: FunctionName, { stores: { missions }, functionOf }: WakesProps): void {
    const consumer = functionOf(name);
    consumer.addToRolePolicy(streamReading(missions));
    this.lost.grantSendMessages(consumer);
    new lambda.EventSourceMapping(this, `${name}-stream`, {
      target: consumer,
      eventSourceArn: streamArn(missions),
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      // Missions wait for one another no longer than ten to a shard do, and one that has to come again takes no other with it.
      parallelizationFactor: 10,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      retryAttempts: 10,
      maxRecordAge: Duration.hours(1),
      onFailure: new SqsDlq(this.lost),
    });
  }

  #followBus(
    name: FunctionName,
    { events: names, alsoEveryMinutes, alsoRecordsOf }: Extract<Trigger, { kind: 'bus' }>,
    props: WakesProps,
  ): void {
    const { functionOf } = props;
    if (alsoEveryMinutes !== undefined) this.#followSchedule(name, alsoEveryMinutes, props);
    if (alsoRecordsOf !== undefined) this.#followRecords(name, alsoRecordsOf, props);
    const detail = names === '*' ? { stream: events.Match.prefix('msn_') } : { event: [...names] };
    const record = {
      dynamodb: { Keys: { mission_id: { S: events.EventField.fromPath('$.detail.stream') } } },
    };
    new events.Rule(this, `${name}-events`, {
      eventBus: this.bus,
      description: names === '*' ? 'Every event of a mission' : names.join(', '),
      eventPattern: { source: [busSource], detail },
      targets: [this.#target(functionOf(name), events.RuleTargetInput.fromObject({ Records: [record] }))],
    });
  }

  /** What fails is left to the schedule, which looks at everything: a platform that asks for a pause is not asked again and again. */
  #followRecords(
    name: FunctionName,
    partition: string,
    { stores: { access }, functionOf }: WakesProps,
  ): void {
    const consumer = functionOf(name);
    consumer.addToRolePolicy(streamReading(access));
    new lambda.EventSourceMapping(this, `${name}-records`, {
      target: consumer,
      eventSourceArn: streamArn(access),
      startingPosition: lambda.StartingPosition.LATEST,
      batchSize: 100,
      parallelizationFactor: 10,
      retryAttempts: 0,
      maxRecordAge: Duration.minutes(1),
      filters: [
        lambda.FilterCriteria.filter({
          eventName: lambda.FilterRule.isEqual('INSERT'),
          dynamodb: { Keys: { pk: { S: lambda.FilterRule.isEqual(partition) } } },
        }),
      ],
    });
  }

  /** What could not be delivered is not tried again: the next one looks at everything. */
  #followSchedule(name: FunctionName, everyMinutes: number, { functionOf }: WakesProps): void {
    new events.Rule(this, `${name}-schedule`, {
      description: `Every ${everyMinutes} minutes`,
      schedule: events.Schedule.rate(Duration.minutes(everyMinutes)),
      targets: [new LambdaFunction(functionOf(name), { deadLetterQueue: this.lost, retryAttempts: 0 })],
    });
  }

  #followMailbox(name: FunctionName, keys: string, { stores: { objects }, functionOf }: WakesProps): void {
    new events.Rule(this, `${name}-mailbox`, {
      description: `Pods wrote ${keys}`,
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [objects.bucketName] }, object: { key: [{ wildcard: keys }] } },
      },
      targets: [this.#target(functionOf(name))],
    });
  }

  #followTasks(name: FunctionName, { pods: { cluster }, functionOf }: WakesProps): void {
    new events.Rule(this, `${name}-stopped`, {
      description: 'A pod stopped, with a report or without',
      eventPattern: {
        source: ['aws.ecs'],
        detailType: ['ECS Task State Change'],
        detail: { clusterArn: [cluster.clusterArn], lastStatus: ['STOPPED'] },
      },
      targets: [this.#target(functionOf(name))],
    });
  }

  /** A stopped, timed-out or failed execution runs no Catch, so that nothing in the state machine could settle it. */
  #settleEnded({ machine, functionOf }: WakesProps): void {
    const event = events.RuleTargetInput.fromObject({
      mission_id: events.EventField.fromPath('$.detail.name'),
      error: null,
    });
    new events.Rule(this, 'settle-ended', {
      description: 'An execution ended without settling',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [machine.stateMachineArn], status: ['ABORTED', 'TIMED_OUT', 'FAILED'] },
      },
      targets: [this.#target(functionOf('settle'), event)],
    });
  }

  #target(handler: lambda.IFunction, event?: events.RuleTargetInput): LambdaFunction {
    return new LambdaFunction(handler, {
      deadLetterQueue: this.lost,
      maxEventAge: Duration.hours(2),
      ...(event && { event }),
    });
  }
}
