/** A rule of checkov that is not followed: where, by the names that checkov gives resources, and why. */
export interface AcceptedFinding {
  readonly rule: `CKV_AWS_${number}`;
  readonly where: RegExp;
  readonly because: string;
}

const ownKey = 'a key of our own costs a dollar a month and keeps out nobody who may administer the account';

/** What checkov finds and we leave as it is. A finding that none of these answers fails the check, and so does an answer to no finding. */
export const acceptedFindings: readonly AcceptedFinding[] = [
  {
    rule: 'CKV_AWS_59',
    where: /^AWS::ApiGateway::Method\.RestApi/,
    because: 'The functions verify sessions and API keys; the access tests cover every route of the table.',
  },
  {
    rule: 'CKV_AWS_158',
    where: /^AWS::Logs::LogGroup\./,
    because: `CloudWatch encrypts logs with its own key, and they hold no words of people; ${ownKey}.`,
  },
  {
    rule: 'CKV_AWS_116',
    where: /^AWS::Lambda::Function\./,
    because:
      'What streams, rules and schedules cannot deliver goes to one watched queue; every other call has a caller that sees it fail.',
  },
  {
    rule: 'CKV_AWS_117',
    where: /^AWS::Lambda::Function\./,
    because:
      'Functions listen nowhere and speak to AWS and code hosts; a NAT gateway costs more than all the rest while nobody calls.',
  },
  {
    rule: 'CKV_AWS_115',
    where: /^AWS::Lambda::Function\./,
    because:
      "Only functions that hold waiting callers are bounded, where the account's quota is known; a reservation takes from all the others.",
  },
  {
    rule: 'CKV_AWS_173',
    where: /^AWS::Lambda::Function\./,
    because: `Lambda encrypts them with its own key. The one secret among them shows that a call came by our edge; ${ownKey}.`,
  },
  {
    rule: 'CKV_AWS_149',
    where: /^AWS::SecretsManager::Secret\.(?:Edge|GitHub|Vercel|Oidc|Neon|Model)/,
    because: `Secrets Manager encrypts them with the account's key for it; ${ownKey}.`,
  },
  {
    rule: 'CKV_AWS_119',
    where: /^AWS::DynamoDB::Table\.Stores/,
    because: `DynamoDB encrypts tables with its own key; ${ownKey}.`,
  },
  {
    rule: 'CKV_AWS_136',
    where: /^AWS::ECR::Repository\.PodImage/,
    because: 'It holds the image of pods, which is no secret: it is built from public sources.',
  },
  {
    rule: 'CKV_AWS_26',
    where: /^AWS::SNS::Topic\.Watch/,
    because: `Alarms name figures and no content; ${ownKey}, which alarms would have to be let use.`,
  },
  {
    rule: 'CKV_AWS_27',
    where: /^AWS::SQS::Queue\.WakesLost/,
    because: 'SQS encrypts it with its own key (SQS_MANAGED), which this rule does not look for.',
  },
  {
    rule: 'CKV_AWS_18',
    where: /^AWS::S3::Bucket\.(?:Console|Stores)/,
    because:
      'Only functions, signed addresses of one mailbox and CloudFront read them; a log of every poll would cost more than it tells.',
  },
  {
    rule: 'CKV_AWS_21',
    where: /^AWS::S3::Bucket\.Console/,
    because: 'It holds the built console, which a deployment of the same source makes again.',
  },
  {
    rule: 'CKV_AWS_65',
    where: /^AWS::ECS::Cluster\.Pods/,
    because: 'A pod lives for minutes and reports on itself.',
  },
  {
    rule: 'CKV_AWS_73',
    where: /^AWS::ApiGateway::Stage\.RestApi/,
    because: 'The access log and the functions tell of every call by its request id.',
  },
  {
    rule: 'CKV_AWS_120',
    where: /^AWS::ApiGateway::Stage\.RestApi/,
    because: 'Nothing of one caller may reach another, and a cache is paid by the hour.',
  },
  {
    rule: 'CKV_AWS_86',
    where: /^AWS::CloudFront::Distribution\.Distribution/,
    because: 'The REST and WebSocket APIs log every call; console files are the same for everybody.',
  },
  {
    rule: 'CKV_AWS_174',
    where: /^AWS::CloudFront::Distribution\.Distribution/,
    because:
      "CloudFront's own domain comes with its own certificate, whose policy nobody can set; one's own domain has TLS 1.2.",
  },
  {
    rule: 'CKV_AWS_68',
    where: /^AWS::CloudFront::Distribution\.Distribution/,
    because: 'WAF is on by context: it costs more than all the rest while nobody calls.',
  },
];
