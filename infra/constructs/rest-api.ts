import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, type IDependable } from 'constructs';
import { gatewayErrors } from '../../core/wire/gateway-errors.ts';
import { type RestFunction, type Route, routes, streamingFunctions } from '../../core/wire/routes.ts';
import { acknowledge } from './acknowledge.ts';

export interface RestApiProps {
  /** What metrics know it by, so no two of an account and region have it. */
  readonly name: string;
  readonly functionOf: (name: RestFunction) => lambda.IFunction;
  readonly isStreaming: boolean;
  readonly logRetention: logs.RetentionDays;
  /** Without it no stage that logs is made. */
  readonly logRole: IDependable;
}

const bufferedTimeout = Duration.seconds(29);
const streamedTimeout = Duration.seconds(330);

/** The REST API: one method a route of the route table, and every answer of the gateway's own in the contract's form. */
export class RestApi extends Construct {
  readonly api: apigateway.RestApi;

  constructor(scope: Construct, id: string, props: RestApiProps) {
    super(scope, id);
    const accessLog = new logs.LogGroup(this, 'AccessLog', {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.api = new apigateway.RestApi(this, 'Api', {
      restApiName: props.name,
      endpointTypes: [apigateway.EndpointType.REGIONAL],
      // ApiLogRole sees to the account's; CDK's own would take the place of one that is there.
      cloudWatchRole: false,
      // What a caller asks for by one of these names goes out as bytes, where the API buffers answers.
      binaryMediaTypes: ['image/png', 'application/zip'],
      deployOptions: {
        stageName: 'gantry',
        throttlingRateLimit: 200,
        throttlingBurstLimit: 400,
        accessLogDestination: new apigateway.LogGroupLogDestination(accessLog),
        accessLogFormat: apigateway.AccessLogFormat.custom(JSON.stringify(accessLine)),
      },
    });
    this.api.deploymentStage.node.addDependency(props.logRole);
    this.#answerErrors();
    for (const route of Object.values<Route>(routes)) this.#addRoute(route, props);
    acknowledge(this.api, {
      APIG2: 'zod validates every input in the functions, with messages that the contract gives.',
      APIG3: 'WAF stands before CloudFront where it is switched on.',
      APIG4: 'The functions verify sessions and API keys; the access tests cover every route of the table.',
      COG4: 'Gantry has users of its own and, where configured, OIDC; no Cognito.',
      APIG6: 'The access log names every call; execution logs would hold bodies.',
    });
  }

  #addRoute(route: Route, { functionOf, isStreaming }: RestApiProps): void {
    const streams = isStreaming && streamingFunctions.has(route.owner);
    const integration = new apigateway.LambdaIntegration(functionOf(route.owner), {
      // One permission a function: a permission a route would outgrow the function's policy.
      scopePermissionToMethod: false,
      timeout: streams ? streamedTimeout : bufferedTimeout,
      ...(streams && { responseTransferMode: apigateway.ResponseTransferMode.STREAM }),
    });
    // Who may call is the functions' own affair: they alone know sessions, keys and owners.
    this.api.root
      .resourceForPath(route.path)
      .addMethod(route.method, integration, { authorizationType: apigateway.AuthorizationType.NONE });
  }

  #answerErrors(): void {
    for (const [name, { code, message, status }] of Object.entries(gatewayErrors)) {
      this.api.addGatewayResponse(name, {
        type: apigateway.ResponseType.of(name),
        ...(status !== undefined && { statusCode: status }),
        responseHeaders: {
          'Cache-Control': "'no-store'",
          ...(code === 'too_many_requests' || code === 'try_again' ? { 'Retry-After': "'5'" } : {}),
        },
        templates: { 'application/json': errorBody(code, message) },
      });
    }
  }
}

const errorBody = (code: string, message: string): string =>
  `{"error":{"code":${JSON.stringify(code)},"message":${JSON.stringify(message)}},"request_id":"$context.requestId"}`;

/** No query and no header: they may carry tickets and tokens. */
const accessLine = {
  request_id: '$context.requestId',
  at: '$context.requestTimeEpoch',
  method: '$context.httpMethod',
  resource: '$context.resourcePath',
  status: '$context.status',
  latency_ms: '$context.responseLatency',
  integration_ms: '$context.integrationLatency',
  ip: '$context.identity.sourceIp',
  user_agent: '$context.identity.userAgent',
  error: '$context.error.responseType',
};
