import type { PriceKey, Usage } from './prices.ts';

/** What a template says of a resource. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

type Count = (properties: Readonly<Record<string, unknown>>) => Usage;

const hoursAMonth = 730;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What a resource costs while nobody does anything. */
const counted: Readonly<Record<string, Count>> = {
  'AWS::SecretsManager::Secret': () => ({ secret: 1 }),
  'AWS::KMS::Key': () => ({ key: 1 }),
  'AWS::CloudWatch::Alarm': () => ({ alarm: 1 }),
  'AWS::CloudWatch::Dashboard': () => ({ dashboard: 1 }),
  'AWS::EC2::VPCEndpoint': ({ VpcEndpointType: type, SubnetIds: subnets }) =>
    type === 'Interface' ? { endpointHour: listOf(subnets).length * hoursAMonth } : {},
  'AWS::WAFv2::WebACL': ({ Rules: rules }) => ({ webAcl: 1, webAclRule: listOf(rules).length }),
  // Three images of some 100 MB.
  'AWS::ECR::Repository': () => ({ imageGb: 0.3 }),
};

/** Types that cost nothing by being there: what is used of them is paid, or nothing ever is. */
const free = new Set(
  [
    'ApiGateway::Account ApiGateway::Deployment ApiGateway::GatewayResponse ApiGateway::Method ApiGateway::Resource',
    'ApiGateway::RestApi ApiGateway::Stage ApiGatewayV2::Api ApiGatewayV2::Integration ApiGatewayV2::Route ApiGatewayV2::Stage',
    'CloudFront::Distribution CloudFront::Function CloudFront::OriginAccessControl CloudFront::ResponseHeadersPolicy',
    'CodeBuild::Project DynamoDB::Table EC2::InternetGateway EC2::Route EC2::RouteTable EC2::SecurityGroup',
    'EC2::SecurityGroupIngress EC2::Subnet EC2::SubnetRouteTableAssociation EC2::VPC EC2::VPCGatewayAttachment',
    'ECS::Cluster ECS::TaskDefinition Events::EventBus Events::Rule IAM::Policy IAM::Role Lambda::EventSourceMapping',
    'Lambda::Function Lambda::LayerVersion Lambda::Permission Lambda::Version Logs::LogGroup S3::Bucket S3::BucketPolicy SNS::Subscription',
    'SNS::Topic SNS::TopicPolicy SQS::Queue SQS::QueuePolicy SSM::Parameter StepFunctions::StateMachine CDK::Metadata',
  ].flatMap((names) => names.split(' ').map((name) => `AWS::${name}`)),
);

/** A month's use of an installation that nobody uses, from its templates. A type of which nothing is known is an error, and not for nothing. */
export function idleUsage(resources: Iterable<TemplateResource>): Usage {
  const total: Partial<Record<PriceKey, number>> = {};
  for (const { Type: type, Properties: properties = {} } of resources) {
    const count = counted[type];
    if (count === undefined && !free.has(type) && !type.startsWith('Custom::'))
      throw new Error(`What does ${type} cost? Say so in scripts/cost/idle-usage.ts.`);
    for (const [key, units] of Object.entries(count?.(properties) ?? {}) as [PriceKey, number][])
      total[key] = (total[key] ?? 0) + units;
  }
  return total;
}
