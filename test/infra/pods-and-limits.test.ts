import { describe, expect, it } from 'vitest';
import { environmentOf, folderOf, spellOut } from './policies.ts';
import { type CloudResource, installation } from './synthesize.ts';

const core = installation('plain')('GantryCore');
const full = installation('full')('GantryCore');
const other = installation('other')('GantryCore');
const all = (type: string): readonly CloudResource[] => Object.values(core.resources(type));

describe('a pod', () => {
  const { Properties } = all('AWS::ECS::TaskDefinition')[0] as CloudResource;
  const [container] = Properties.ContainerDefinitions as readonly Record<string, unknown>[];

  it('has 1 vCPU and 2 GB, of which its container takes 1,280 MB, arm64, one folder to write in and two seconds to say goodbye', () => {
    expect(Properties).toMatchObject({
      Cpu: '1024',
      Memory: '2048',
      RuntimePlatform: { CpuArchitecture: 'ARM64' },
    });
    expect(container).toMatchObject({
      Memory: 1_280,
      ReadonlyRootFilesystem: true,
      StopTimeout: 2,
      MountPoints: [{ ContainerPath: '/work', ReadOnly: false }],
    });
    expect(container).not.toHaveProperty('Secrets');
    expect(container).not.toHaveProperty('Environment');
  });

  it('keeps four capabilities of the fourteen that a container begins with', () => {
    const { Capabilities } = (container?.LinuxParameters ?? {}) as {
      readonly Capabilities: Record<string, readonly string[]>;
    };
    expect(Capabilities.Add).toBeUndefined();
    expect(Capabilities.Drop).toHaveLength(10);
    for (const kept of ['SETUID', 'SETGID', 'KILL', 'CHOWN']) expect(Capabilities.Drop).not.toContain(kept);
  });

  it('takes nothing in and sends https only, through no NAT', () => {
    for (const { Properties: group } of all('AWS::EC2::SecurityGroup')) {
      expect(group).not.toHaveProperty('SecurityGroupIngress');
      expect(group.SecurityGroupEgress).toMatchObject([{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }]);
    }
    expect(all('AWS::EC2::SecurityGroupIngress')).toEqual([]);
    expect(all('AWS::EC2::NatGateway')).toEqual([]);
  });

  it('has no way out at all where the context isolates it, but to S3, the registry and the log', () => {
    expect(full.resources('AWS::EC2::InternetGateway')).toEqual({});
    const services = Object.values(full.resources('AWS::EC2::VPCEndpoint')).map((one) =>
      spellOut(one.Properties.ServiceName),
    );
    expect(services.map((name) => name.split('.').slice(3).join('.') || name).sort()).toHaveLength(4);
    const launcher = Object.values(full.resources('AWS::Lambda::Function')).find(
      (one) => folderOf(one.Properties.Description) === 'launch-pod',
    );
    expect(launcher?.Properties.Environment).toMatchObject({ Variables: { GANTRY_POD_PUBLIC_IP: '0' } });
  });
});

describe('waiting callers', () => {
  const reserved = (stack: typeof core) =>
    Object.values(stack.resources('AWS::Lambda::Function')).flatMap(({ Properties }) =>
      Properties.ReservedConcurrentExecutions === undefined
        ? []
        : [[folderOf(Properties.Description), Properties.ReservedConcurrentExecutions]],
    );

  it('hold a quarter of the functions at most where the quota is 1,000 or more', () => {
    expect(reserved(full)).toEqual([['missions', 250]]);
  });

  it('are half of those at most, one where the quota is unknown, and are answered at once beyond that', () => {
    const slotsOf = (stack: typeof core) => environmentOf(stack, 'missions').GANTRY_WAITING_SLOTS;
    expect([full, other, core].map(slotsOf)).toEqual(['125', '124', '1']);
  });

  it('have nothing reserved where it is less', () => {
    expect(reserved(other)).toEqual([]);
    expect(reserved(core)).toEqual([]);
  });
});

describe('the limits of the context', () => {
  it('reach the functions that answer people', () => {
    expect(environmentOf(full, 'missions')).toMatchObject({
      GANTRY_RATE_READ: '11',
      GANTRY_RATE_BUILD: '12',
      GANTRY_RATE_KEY_READ: '13',
      GANTRY_RATE_KEY_BUILD: '14',
      GANTRY_RATE_ADDRESS: '15',
      GANTRY_RATE_SIGN_IN: '16',
      GANTRY_DAILY_BUDGET_USD: '17',
    });
  });
});
