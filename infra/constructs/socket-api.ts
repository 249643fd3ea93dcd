import { RemovalPolicy } from 'aws-cdk-lib';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, type IDependable } from 'constructs';
import { type FunctionName, functionEntries } from '../function-catalogue.ts';
import { acknowledge } from './acknowledge.ts';

export interface SocketApiProps {
  readonly name: string;
  readonly logRetention: logs.RetentionDays;
  /** Without it no stage that logs is made. */
  readonly logRole: IDependable;
}

/** The WebSocket API. It is made before the functions, which are told its address; `route` joins the two. */
export class SocketApi extends Construct {
  readonly api: apigatewayv2.WebSocketApi;
  readonly stage: apigatewayv2.WebSocketStage;

  constructor(scope: Construct, id: string, { name, logRetention, logRole }: SocketApiProps) {
    super(scope, id);
    this.api = new apigatewayv2.WebSocketApi(this, 'Api', {
      apiName: `${name}-live`,
      // Every message goes to $default: clients only ever ping.
      routeSelectionExpression: '$request.body.type',
    });
    const accessLog = new logs.LogGroup(this, 'AccessLog', {
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.stage = new apigatewayv2.WebSocketStage(this, 'Stage', {
      webSocketApi: this.api,
      stageName: 'live',
      autoDeploy: true,
      throttle: { rateLimit: 100, burstLimit: 200 },
    });
    this.stage.node.addDependency(logRole);
    const cfnStage = this.stage.node.defaultChild as apigatewayv2.CfnStage;
    cfnStage.accessLogSettings = {
      destinationArn: accessLog.logGroupArn,
      format: JSON.stringify(accessLine),
    };
  }

  /** `arn:…/<stage>`, to which an action and a connection are added. */
  get connectionsArn(): string {
    return this.api.arnForExecuteApiV2('', this.stage.stageName).replace(/\/$/, '');
  }

  route(functionOf: (name: FunctionName) => lambda.IFunction): void {
    for (const [name, { trigger }] of functionEntries) {
      if (trigger.kind !== 'socket') continue;
      const integration = new WebSocketLambdaIntegration(name, functionOf(name));
      this.api.addRoute(trigger.route, { integration });
    }
    acknowledge(this.api, {
      APIG4:
        'The connect function takes a ticket of one use; messages of a connection that it refused never come.',
    });
  }
}

const accessLine = {
  request_id: '$context.requestId',
  at: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  error: '$context.error.message',
};
