import { Duration, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { inlineCode } from './inline-code.ts';
import { streamArn, streamReading } from './stream.ts';

/** The source of everything on the bus. */
export const busSource = 'gantry';

export interface EventBusProps {
  readonly missions: dynamodb.Table;
  readonly lost: sqs.Queue;
  readonly logRetention: logs.RetentionDays;
}

/**
 * Every event of every mission and app, a moment after it was appended: for our own rules, and for whatever the account's owner wants to hang
 * onto them. A small function carries them over from the stream, since Lambda alone reads a stream for nothing: a pipe would ask each shard
 * four times a second, all month, at its own price.
 */
export class EventBus extends Construct {
  readonly bus: events.EventBus;

  constructor(scope: Construct, id: string, { missions, lost, logRetention }: EventBusProps) {
    super(scope, id);
    this.bus = new events.EventBus(this, 'Bus', {
      eventBusName: `${Names.uniqueResourceName(this, { maxLength: 60 })}`,
      description: 'What happens to Gantry missions and apps',
    });
    const relay = this.#relay(logRetention);
    relay.addToRolePolicy(streamReading(missions));
    lost.grantSendMessages(relay);
    new lambda.EventSourceMapping(this, 'Stream', {
      target: relay,
      eventSourceArn: streamArn(missions),
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      bisectBatchOnError: true,
      retryAttempts: 10,
      maxRecordAge: Duration.hours(1),
      onFailure: new SqsDlq(lost),
      // The function looks as well; here it is for nothing.
      filters: [
        lambda.FilterCriteria.filter({
          eventName: lambda.FilterRule.isEqual('INSERT'),
          dynamodb: { Keys: { seq: { S: lambda.FilterRule.beginsWith('e#') } } },
        }),
      ],
    });
  }

  #relay(logRetention: logs.RetentionDays): lambda.Function {
    const { region, urlSuffix } = Stack.of(this);
    const role = new iam.Role(this, 'RelayRole', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    const logGroup = new logs.LogGroup(this, 'RelayLog', {
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    for (const [actions, resource] of [
      [['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn],
      [['events:PutEvents'], this.bus.eventBusArn],
    ] as const)
      role.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources: [resource] }));
    return new lambda.Function(this, 'Relay', {
      description: 'Carries appended events to the bus',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: inlineCode('relay-events', 'sign-request'),
      role,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      timeout: Duration.seconds(60),
      memorySize: 128,
      environment: {
        BUS: this.bus.eventBusName,
        SOURCE: busSource,
        EVENTS_URL: `https://events.${region}.${urlSuffix}`,
      },
    });
  }
}
