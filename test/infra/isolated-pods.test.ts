import { describe, expect, it } from 'vitest';
import { spellOut } from './policies.ts';
import { installation } from './synthesize.ts';

interface Right {
  readonly Effect: string;
  readonly Principal: { readonly AWS: unknown };
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

const core = installation('full')('GantryCore');
const endpoints = Object.values(core.resources('AWS::EC2::VPCEndpoint')).map(({ Properties }) => ({
  service: spellOut(Properties.ServiceName).split('.').slice(3).join('.') || 's3',
  rights: (Properties.PolicyDocument as { readonly Statement: readonly Right[] } | undefined)?.Statement,
}));
const rightsOf = (wanted: string): readonly Right[] =>
  endpoints.find(({ service }) => service === wanted)?.rights ?? [];

describe('an isolated pod', () => {
  it('has no endpoint without a policy of its own: what code brings with it carries no words into another account', () => {
    expect(endpoints.map(({ service }) => service).sort()).toEqual(['ecr.api', 'ecr.dkr', 'logs', 's3']);
    for (const { service, rights } of endpoints) {
      expect(rights, service).toBeDefined();
      for (const { Effect, Action } of rights ?? []) {
        expect(Effect).toBe('Allow');
        expect(String(Action)).not.toContain('*');
      }
    }
  });

  it('reaches mailboxes and the layers of images in S3, and no other bucket', () => {
    expect(rightsOf('s3').map(({ Action, Resource }) => [Action, spellOut(Resource)])).toEqual([
      [['s3:GetObject', 's3:PutObject'], expect.stringMatching(/^<StoresObjects\w+\.Arn>\/mailbox\/\*$/)],
      ['s3:GetObject', 'arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*'],
    ]);
  });

  it.each(['ecr.api', 'ecr.dkr'])(
    'fetches its image by %s with the rights that it starts with, and pushes none',
    (service) => {
      const [right, ...more] = rightsOf(service);
      expect(more).toEqual([]);
      expect(spellOut(right?.Principal.AWS)).toMatch(/^<PodsTaskExecutionRole\w+\.Arn>$/);
      expect(String(right?.Action)).not.toMatch(/Put|Upload|Create|Delete|Complete/);
    },
  );

  it('writes into its own log', () => {
    const [right, ...more] = rightsOf('logs');
    expect(more).toEqual([]);
    expect(spellOut(right?.Resource)).toMatch(/^<PodsLog\w+\.Arn>$/);
    expect(spellOut(right?.Principal.AWS)).toMatch(/^<PodsTaskExecutionRole\w+\.Arn>$/);
  });

  it('names no zone of an account: CloudFormation is asked', () => {
    for (const { Properties } of Object.values(core.resources('AWS::EC2::Subnet')))
      expect(JSON.stringify(Properties.AvailabilityZone)).toContain('Fn::GetAZs');
  });
});
