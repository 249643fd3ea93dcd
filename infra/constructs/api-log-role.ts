import { CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { inlineCode } from './inline-code.ts';

const limit = Duration.minutes(5);

/**
 * The role by which API Gateway writes access logs, of all the APIs of an account and region; without one it makes no stage that logs. It is set
 * where none is, and never in the place of another. What a stage needs depends on this construct.
 */
export class ApiLogRole extends Construct {
  constructor(scope: Construct, id: string, { logRetention }: { readonly logRetention: logs.RetentionDays }) {
    super(scope, id);
    const role = new iam.Role(this, 'Role', {
      description: 'API Gateway writes the logs of this account with it',
      assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [
        iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs'),
      ],
    });
    // The account's other APIs may log by it when this stack is gone.
    role.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    acknowledge(role, {
      'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]':
        "The policy that API Gateway asks for in the account's logging role.",
    });
    const setter = this.#setter(role, logRetention);
    const set = new CustomResource(this, 'Set', {
      resourceType: 'Custom::GantryApiLogRole',
      serviceToken: setter.functionArn,
      serviceTimeout: limit,
      properties: { Role: role.roleArn },
    });
    set.node.addDependency(setter);
  }

  #setter(logRole: iam.Role, retention: logs.RetentionDays): lambda.Function {
    const { partition, region, urlSuffix } = Stack.of(this);
    const role = new iam.Role(this, 'SetterRole', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    const logGroup = new logs.LogGroup(this, 'Log', { retention, removalPolicy: RemovalPolicy.DESTROY });
    const passing = { StringEquals: { 'iam:PassedToService': 'apigateway.amazonaws.com' } };
    for (const [actions, resource, conditions] of [
      [['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn, {}],
      [['apigateway:GET', 'apigateway:PATCH'], `arn:${partition}:apigateway:${region}::/account`, {}],
      [['iam:PassRole'], logRole.roleArn, passing],
    ] as const)
      role.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources: [resource], conditions }));
    const setter = new lambda.Function(this, 'Setter', {
      description: 'Lets API Gateway write logs where nothing does yet',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: inlineCode('ensure-log-role', 'sign-request'),
      role,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      timeout: limit,
      memorySize: 128,
      environment: { GATEWAY_URL: `https://apigateway.${region}.${urlSuffix}` },
    });
    setter.node.addDependency(role);
    return setter;
  }
}
