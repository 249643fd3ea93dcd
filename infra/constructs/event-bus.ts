import { Names } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as pipes from 'aws-cdk-lib/aws-pipes';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { streamArn, streamReading } from './stream.ts';

/** The source of everything on the bus. */
export const busSource = 'gantry';

/**
 * Every event of every mission and app, a moment after it was appended: for our own rules, and for whatever the account's owner wants to hang
 * onto them. A pipe carries them over from the stream, without code.
 */
export class EventBus extends Construct {
  readonly bus: events.EventBus;

  constructor(
    scope: Construct,
    id: string,
    { missions, lost }: { readonly missions: dynamodb.Table; readonly lost: sqs.Queue },
  ) {
    super(scope, id);
    this.bus = new events.EventBus(this, 'Bus', {
      eventBusName: `${Names.uniqueResourceName(this, { maxLength: 60 })}`,
      description: 'What happens to Gantry missions and apps',
    });
    const role = new iam.Role(this, 'PipeRole', {
      assumedBy: new iam.ServicePrincipal('pipes.amazonaws.com'),
    });
    role.addToPolicy(streamReading(missions));
    role.addToPolicy(
      new iam.PolicyStatement({ actions: ['events:PutEvents'], resources: [this.bus.eventBusArn] }),
    );
    lost.grantSendMessages(role);
    const pipe = new pipes.CfnPipe(this, 'Pipe', {
      description: 'Carries appended events to the bus',
      roleArn: role.roleArn,
      source: streamArn(missions),
      sourceParameters: {
        // Joins stand in the same table, and are nobody's business.
        filterCriteria: {
          filters: [
            {
              pattern: JSON.stringify({
                eventName: ['INSERT'],
                dynamodb: { Keys: { seq: { S: [{ prefix: 'e#' }] } } },
              }),
            },
          ],
        },
        dynamoDbStreamParameters: {
          startingPosition: 'TRIM_HORIZON',
          batchSize: 10,
          maximumRetryAttempts: 10,
          maximumRecordAgeInSeconds: 3_600,
          deadLetterConfig: { arn: lost.queueArn },
        },
      },
      target: this.bus.eventBusArn,
      targetParameters: {
        eventBridgeEventBusParameters: { source: busSource, detailType: 'Gantry Event' },
        inputTemplate: template,
      },
    });
    pipe.node.addDependency(role);
  }
}

/** `body` is the whole event as JSON text: a pipe cannot look into it, so what rules ask for stands beside it. */
const template = JSON.stringify({
  stream: '<$.dynamodb.Keys.mission_id.S>',
  event: '<$.dynamodb.NewImage.event.S>',
  status: '<$.dynamodb.NewImage.status.S>',
  body: '<$.dynamodb.NewImage.body.S>',
}).replaceAll(/"(<[^>]+>)"/g, '$1');
