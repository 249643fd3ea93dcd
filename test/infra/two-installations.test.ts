import { describe, expect, it } from 'vitest';
import { environmentOf, spellOut, statementsOf } from './policies.ts';
import { installation } from './synthesize.ts';

const names = (which: 'plain' | 'keyed', stack: string): readonly string[] =>
  installation(which)(stack).everything.flatMap(({ Type, Properties = {} }) => {
    const { Name, OriginAccessControlConfig, ResponseHeadersPolicyConfig, StateMachineName, LogGroupName } =
      Properties as Readonly<Record<string, unknown>>;
    const inner = (OriginAccessControlConfig ?? ResponseHeadersPolicyConfig) as
      | { readonly Name: unknown }
      | undefined;
    // A part of an API, or a rule of a bus, is named within what it belongs to.
    const own = /^AWS::(ApiGateway|Events::Rule)/.test(Type) ? undefined : Name;
    return [own, inner?.Name, StateMachineName, LogGroupName].flatMap((name) =>
      name === undefined ? [] : [`${Type} ${spellOut(name)}`],
    );
  });

describe('two installations of one account', () => {
  it('share no name that an account has once, by the name of the context', () => {
    const one = [...names('plain', 'GantryCore'), ...names('plain', 'GantryEdge')];
    const other = [...names('keyed', 'GantryCore'), ...names('keyed', 'GantryEdge')];
    expect(one.length).toBeGreaterThan(8);
    expect(other.filter((name) => one.includes(name))).toEqual([]);
  });

  it('name the region in whatever CloudFront keeps, which an account has in no region', () => {
    const kept = names('plain', 'GantryEdge').filter((name) => name.startsWith('AWS::CloudFront'));
    expect(kept).toHaveLength(6);
    for (const name of kept) expect(name).toContain('eu-west-1');
  });

  it('count apart, and read no secret of each other’s apps', () => {
    const acme = installation('keyed')('GantryCore');
    const api = Object.values(acme.resources('AWS::ApiGateway::RestApi'))[0]?.Properties.Name;
    expect(api).toBe('acme');
    expect(environmentOf(acme, 'apps')).toMatchObject({
      GANTRY_APP_SECRETS_PREFIX: 'AcmeCore/apps/',
      GANTRY_METRICS: 'Acme',
    });
    const watched = Object.values(acme.resources('AWS::CloudWatch::Alarm')).map(
      ({ Properties }) => Properties.Namespace,
    );
    expect(watched).toContain('Acme');
    expect(watched).not.toContain('Gantry');
  });
});

describe('a network that was there', () => {
  const other = installation('other')('GantryCore');

  it('is used as it is: pods start in its subnets, and nothing of it is made or changed', () => {
    for (const type of ['VPC', 'Subnet', 'VPCEndpoint', 'InternetGateway', 'Route'])
      expect(other.resources(`AWS::EC2::${type}`)).toEqual({});
    expect(environmentOf(other, 'launch-pod')).toMatchObject({
      GANTRY_POD_SUBNETS: 'subnet-0123456789abcdef0,subnet-0123456789abcdef1',
      GANTRY_POD_PUBLIC_IP: '0',
    });
    const [exit] = Object.values(other.resources('AWS::EC2::SecurityGroup'));
    expect(exit?.Properties).toMatchObject({ VpcId: 'vpc-0123456789abcdef0' });
  });
});

describe('an image of a private repository', () => {
  it('may be pulled by the pods’ start-up role, and no other image', () => {
    const acme = installation('keyed')('GantryCore');
    const pulling = statementsOf(acme).filter(({ actions }) => actions.includes('ecr:BatchGetImage'));
    expect(pulling.flatMap(({ resources }) => resources)).toEqual([
      'arn:aws:ecr:eu-central-1:210987654321:repository/pods/gantry',
    ]);
  });
});
