import { describe, expect, it } from 'vitest';
import { environmentOf, spellOut, statementsOf } from './policies.ts';
import { type CloudResource, contexts, installation } from './synthesize.ts';

interface Behavior {
  readonly PathPattern?: string;
  readonly TargetOriginId: string;
  readonly CachePolicyId: string;
  readonly ViewerProtocolPolicy: string;
  readonly AllowedMethods?: readonly string[];
  readonly ResponseHeadersPolicyId?: unknown;
}
interface Origin {
  readonly Id: string;
  readonly DomainName: unknown;
  readonly OriginPath?: unknown;
  readonly OriginCustomHeaders?: readonly { readonly HeaderName: string; readonly HeaderValue: unknown }[];
  readonly OriginAccessControlId?: unknown;
}
interface Distribution {
  readonly DefaultCacheBehavior: Behavior;
  readonly CacheBehaviors: readonly Behavior[];
  readonly Origins: readonly Origin[];
  readonly CustomErrorResponses?: readonly {
    readonly ErrorCode: number;
    readonly ErrorCachingMinTTL: number;
  }[];
  readonly Aliases?: unknown;
  readonly ViewerCertificate?: unknown;
  readonly WebACLId?: unknown;
}

const plain = installation('plain');
const edge = plain('GantryEdge');
const distributionOf = (stack: typeof edge): Distribution =>
  Object.values(stack.resources('AWS::CloudFront::Distribution'))[0]?.Properties
    .DistributionConfig as Distribution;
const distribution = distributionOf(edge);
const behaviorOf = (path: string): Behavior =>
  distribution.CacheBehaviors.find(({ PathPattern }) => PathPattern === path) as Behavior;
const originOf = ({ TargetOriginId }: Behavior): Origin =>
  distribution.Origins.find(({ Id }) => Id === TargetOriginId) as Origin;
const uncached = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';

describe('the front door', () => {
  it('has no error pages, which would turn the answers of the API into the console', () => {
    const answers = distribution.CustomErrorResponses ?? [];
    expect(answers.filter((answer) => 'ResponsePagePath' in answer || 'ResponseCode' in answer)).toEqual([]);
  });

  it('keeps no error for anybody who asks next', () => {
    const kept = new Map(
      distribution.CustomErrorResponses?.map((one) => [one.ErrorCode, one.ErrorCachingMinTTL]),
    );
    for (const status of [400, 403, 404, 405, 500, 501, 502, 503, 504]) expect(kept.get(status)).toBe(0);
  });

  it('answers to a domain of one’s own by its certificate, with TLS 1.2 at the least', () => {
    const { Aliases, ViewerCertificate } = distributionOf(installation('keyed')('GantryEdge'));
    expect(Aliases).toEqual(['gantry.acme.example']);
    expect(ViewerCertificate).toMatchObject({
      AcmCertificateArn: contexts.keyed.certificate,
      MinimumProtocolVersion: 'TLSv1.2_2021',
    });
    const [parameter] = Object.values(installation('keyed')('GantryEdge').resources('AWS::SSM::Parameter'));
    expect(parameter?.Properties).toMatchObject({
      Name: '/AcmeCore/origin',
      Value: 'https://gantry.acme.example',
    });
  });

  it.each(['/gantry/*', '/health', '/openapi.json'])(
    'hands %s to the REST API, uncached, with every method',
    (path) => {
      expect(behaviorOf(path)).toMatchObject({ CachePolicyId: uncached, ViewerProtocolPolicy: 'https-only' });
      expect(behaviorOf(path).AllowedMethods).toContain('DELETE');
      const { DomainName, OriginPath, OriginCustomHeaders = [] } = originOf(behaviorOf(path));
      expect(JSON.stringify(DomainName)).toContain('RestApi');
      expect(JSON.stringify(OriginPath)).toContain('RestApiDeploymentStage');
      expect(OriginCustomHeaders.map(({ HeaderName }) => HeaderName)).toEqual(['x-gantry-edge-secret']);
      // By reference: the secret itself is in no template.
      expect(JSON.stringify(OriginCustomHeaders[0]?.HeaderValue)).toContain('{{resolve:secretsmanager:');
    },
  );

  it('hands sockets to the WebSocket API before all else under /gantry', () => {
    const order = distribution.CacheBehaviors.map(({ PathPattern }) => PathPattern);
    expect(order.indexOf('/gantry/ws/*')).toBeLessThan(order.indexOf('/gantry/*'));
    expect(behaviorOf('/gantry/ws/*')).toMatchObject({ CachePolicyId: uncached });
    expect(JSON.stringify(originOf(behaviorOf('/gantry/ws/*')).DomainName)).toContain('SocketsApi');
  });

  it('shows the console from a bucket that it alone may read', () => {
    expect(originOf(distribution.DefaultCacheBehavior).OriginAccessControlId).toBeDefined();
    const [bucket] = Object.values(edge.resources('AWS::S3::Bucket')) as CloudResource[];
    expect(bucket?.Properties.PublicAccessBlockConfiguration).toMatchObject({ RestrictPublicBuckets: true });
    const [policy] = Object.values(edge.resources('AWS::S3::BucketPolicy')) as CloudResource[];
    expect(JSON.stringify(policy?.Properties)).toContain('AWS:SourceArn');
  });

  it('sends the headers that keep a browser from guessing, framing, telling and being held', () => {
    for (const { Properties } of Object.values(edge.resources('AWS::CloudFront::ResponseHeadersPolicy')))
      expect(Properties.ResponseHeadersPolicyConfig).toMatchObject({
        SecurityHeadersConfig: {
          ContentSecurityPolicy: { Override: true },
          ContentTypeOptions: { Override: true },
          FrameOptions: { FrameOption: 'DENY' },
          StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000 },
        },
        CustomHeadersConfig: {
          Items: [{ Header: 'Cross-Origin-Opener-Policy', Value: 'same-origin', Override: true }],
        },
      });
    for (const behavior of [distribution.DefaultCacheBehavior, behaviorOf('/gantry/*')])
      expect(behavior.ResponseHeadersPolicyId).toBeDefined();
  });

  it('puts its address where functions look for it, and the core waits for nothing of it', () => {
    const [parameter] = Object.values(edge.resources('AWS::SSM::Parameter')) as CloudResource[];
    expect(parameter?.Properties.Name).toBe('/GantryCore/origin');
    expect(spellOut(parameter?.Properties.Value)).toMatch(/^https:\/\/<Distribution\w+\.DomainName>$/);
    for (const { Properties } of Object.values(plain('GantryCore').resources('AWS::Lambda::Function')))
      expect(JSON.stringify(Properties.Environment)).not.toContain('Distribution');
  });
});

describe('the files of the console', () => {
  const uploads = edge.resources('Custom::CDKBucketDeployment');
  const [assets] = Object.entries(uploads).find(([id]) => id.includes('Assets')) ?? [];
  const pages = Object.entries(uploads).find(([id]) => id.includes('Pages'))?.[1];

  it('are kept for good where their name has a hash, and asked for again where it has none', () => {
    expect(uploads[assets ?? '']?.Properties).toMatchObject({
      Exclude: ['*'],
      Include: ['assets/*'],
      Prune: false,
      SystemMetadata: { 'cache-control': 'public, max-age=31536000, immutable' },
    });
    expect(pages?.Properties).toMatchObject({
      Exclude: ['assets/*'],
      SystemMetadata: { 'cache-control': 'no-cache' },
    });
  });

  it('come before the pages that ask for them, and the edge forgets the old pages', () => {
    expect((pages as unknown as { readonly DependsOn: readonly string[] }).DependsOn).toContain(assets);
    expect(pages?.Properties).toMatchObject({
      DistributionPaths: ['/*'],
      WaitForDistributionInvalidation: true,
    });
  });

  it('are put there with rights on this bucket, this distribution and this build alone', () => {
    const statements = statementsOf(edge);
    const named = statements.map(({ actions, resources }) => [actions.join(), resources.join()]);
    expect(named.sort()).toEqual([
      [
        'cloudfront:CreateInvalidation,cloudfront:GetInvalidation',
        expect.stringMatching(/distribution\/<Distribution\w+>$/),
      ],
      ['logs:CreateLogStream,logs:PutLogEvents', expect.stringMatching(/^<ConsoleFilesLog\w+\.Arn>$/)],
      ['s3:DeleteObject,s3:PutObject', expect.stringMatching(/^<Console\w+\.Arn>\/\*$/)],
      ['s3:GetObject', expect.stringMatching(/\/[0-9a-f]{64}\.zip$/)],
      ['s3:ListBucket', expect.stringMatching(/^<Console\w+\.Arn>$/)],
    ]);
  });
});

describe('the firewall', () => {
  const guarded = installation('full');
  const acl = Object.values(guarded('GantryFirewall').resources('AWS::WAFv2::WebACL'))[0]?.Properties as {
    readonly Scope: string;
    readonly DefaultAction: unknown;
    readonly Rules: readonly {
      readonly Name: string;
      readonly Action?: unknown;
      readonly Statement: {
        readonly RateBasedStatement?: unknown;
        readonly ManagedRuleGroupStatement?: {
          readonly RuleActionOverrides?: readonly { readonly Name: string; readonly ActionToUse: unknown }[];
        };
      };
    }[];
  };

  it('is made only where the context switches it on, and stands before the front door then', () => {
    expect(() => plain('GantryFirewall')).toThrow();
    expect(distribution.WebACLId).toBeUndefined();
    expect(JSON.stringify(distributionOf(guarded('GantryEdge')).WebACLId)).toContain('us-east-1');
    expect(acl.Scope).toBe('CLOUDFRONT');
  });

  it('cannot be gone around: both APIs answer to nobody but the front door, which shows them its secret', () => {
    const connect = environmentOf(guarded('GantryCore'), 'socket-connect');
    for (const variables of [connect, environmentOf(guarded('GantryCore'), 'missions')])
      expect(variables).toMatchObject({
        GANTRY_EDGE_ONLY: 'true',
        GANTRY_EDGE_SECRET: expect.anything(),
      });
    const { CacheBehaviors: behaviors, Origins: all } = distributionOf(guarded('GantryEdge'));
    for (const { TargetOriginId: id } of behaviors)
      expect(JSON.stringify(all.find(({ Id }) => Id === id)?.OriginCustomHeaders)).toContain(
        'x-gantry-edge-secret',
      );
    expect(environmentOf(plain('GantryCore'), 'missions')).toMatchObject({ GANTRY_EDGE_ONLY: 'false' });
    expect(environmentOf(plain('GantryCore'), 'socket-connect')).not.toHaveProperty('GANTRY_EDGE_SECRET');
  });

  it('is not gone around either where only some addresses may come in', () => {
    const acme = installation('keyed');
    for (const folder of ['socket-connect', 'missions'])
      expect(environmentOf(acme('GantryCore'), folder)).toMatchObject({ GANTRY_EDGE_ONLY: 'true' });
    const codes = Object.values(acme('GantryEdge').resources('AWS::CloudFront::Function')).map(
      ({ Properties }) => String(Properties.FunctionCode),
    );
    expect(codes).toHaveLength(3);
    for (const code of codes) expect(code).toContain('203.0.113.0/24');
  });

  it('blocks by address and rate, and lets in what no rule names', () => {
    expect(acl.DefaultAction).toEqual({ Allow: {} });
    const rate = acl.Rules.find(({ Name }) => Name === 'rate');
    expect(rate?.Action).toEqual({ Block: {} });
    expect(rate?.Statement.RateBasedStatement).toEqual({ AggregateKeyType: 'IP', Limit: 3_000 });
  });

  it('only counts what looks into bodies: drafts and memos are long and speak of scripts', () => {
    const counted = acl.Rules.flatMap(
      ({ Statement }) => Statement.ManagedRuleGroupStatement?.RuleActionOverrides ?? [],
    );
    expect(counted.map(({ Name }) => Name).sort()).toEqual([
      'CrossSiteScripting_BODY',
      'EC2MetaDataSSRF_BODY',
      'GenericLFI_BODY',
      'GenericRFI_BODY',
      'JavaDeserializationRCE_BODY',
      'Log4JRCE_BODY',
      'SizeRestrictions_BODY',
    ]);
    for (const { ActionToUse } of counted) expect(ActionToUse).toEqual({ Count: {} });
  });

  it('has no role that reaches further than what it has to tell the other region', () => {
    const statements = [...statementsOf(guarded('GantryFirewall')), ...statementsOf(guarded('GantryEdge'))];
    expect(statements.flatMap(({ resources }) => resources)).not.toContain('*');
  });
});
