import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emulatedTemplate } from '../../compose/deployer/emulated-template.ts';
import { synthesize } from '../../infra/synthesize.ts';

function synthesizeCore(): unknown {
  process.env.CDK_VALIDATION = 'false';
  const outDir = mkdtempSync(join(tmpdir(), 'gantry-synth-'));
  try {
    const context = { podImage: 'gantry.invalid/gantry-pod:local', responseStreaming: 'false' };
    return synthesize({ outDir, context }).getStackByName('GantryCore').template;
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}

interface Variables {
  readonly Environment: { readonly Variables: Readonly<Record<string, unknown>> };
  readonly Architectures: readonly string[];
  readonly Description?: string;
}

const source = synthesizeCore();
const template = emulatedTemplate(source, {
  architecture: 'x86_64',
  replaced: { GANTRY_SOCKET_ENDPOINT: 'http://sockets:8080/live' },
  added: { AWS_ENDPOINT_URL_ECS: 'http://pods:8080' },
});
const resources = Object.entries(template.Resources);
const functions = resources
  .filter(
    ([, { Type, Properties }]) =>
      Type === 'AWS::Lambda::Function' && String(Properties?.Description).startsWith('Gantry: '),
  )
  .map(([, { Properties }]) => Properties as unknown as Variables);

/** Every name that a template's Ref, GetAtt and DependsOn speak of. */
function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (key === 'Ref') return [String(item)];
    if (key === 'Fn::GetAtt') return [String((item as unknown[])[0])];
    if (key === 'DependsOn') return [item].flat().map(String);
    return namesIn(item);
  });
}

describe('the stacks as an emulator can make them', () => {
  it('hold nothing of what it lacks, and name nothing that is not there', () => {
    const lacking = resources.filter(([, { Type }]) => /ApiGatewayV2|::ECS::/.test(Type));
    expect(lacking).toEqual([]);
    const known = new Set([
      ...resources.map(([id]) => id),
      ...Object.keys((template as { readonly Parameters?: object }).Parameters ?? {}),
    ]);
    const dangling = namesIn(template).filter((name) => !known.has(name) && !name.startsWith('AWS::'));
    expect(dangling).toEqual([]);
  });

  it('name an ARN wherever a policy takes nothing else', () => {
    const policies = resources.filter(([, { Type }]) => Type === 'AWS::IAM::Policy');
    const statements = policies.flatMap(
      ([, { Properties }]) =>
        (Properties as { PolicyDocument: { Statement: { Resource: unknown; Condition?: unknown }[] } })
          .PolicyDocument.Statement,
    );
    const texts = statements.flatMap(({ Resource, Condition }) => [
      ...[Resource].flat(),
      ...Object.values((Condition as { ArnEquals?: object } | undefined)?.ArnEquals ?? {}),
    ]);
    const bare = texts.filter((text) => typeof text === 'string' && !/^(?:\*|arn:)/.test(text));
    expect(statements.length).toBeGreaterThan(50);
    expect(bare).toEqual([]);
  });

  it('have no dashboard, which the free LocalStack does not know', () => {
    const types = (template: unknown) =>
      Object.values((template as { Resources: Record<string, { Type: string }> }).Resources).map(
        ({ Type }) => Type,
      );
    expect(types(source)).toContain('AWS::CloudWatch::Dashboard');
    expect(types(template)).not.toContain('AWS::CloudWatch::Dashboard');
  });

  it('tell functions of their stand-ins: all of ECS, those that post of the sockets', () => {
    expect(functions.length).toBeGreaterThan(20);
    for (const { Environment: environment, Architectures: architectures } of functions) {
      expect(environment.Variables.AWS_ENDPOINT_URL_ECS).toBe('http://pods:8080');
      expect([undefined, 'http://sockets:8080/live']).toContain(environment.Variables.GANTRY_SOCKET_ENDPOINT);
      expect(architectures).toEqual(['x86_64']);
    }
    const posting = functions.filter((each) => 'GANTRY_SOCKET_ENDPOINT' in each.Environment.Variables);
    expect(posting.map(({ Description }) => Description)).toContain('Gantry: broadcast');
    expect(posting.length).toBeLessThan(functions.length);
  });

  it('wake by the stream itself who was woken by the bus, to which nothing is carried then', () => {
    const followers = resources.filter(([id]) => id.endsWith('Follower'));
    expect(followers).toHaveLength(1);
    const filters = JSON.stringify(followers[0]?.[1].Properties?.FilterCriteria);
    for (const name of ['mission-requested', 'mission-shipped', 'e#']) expect(filters).toContain(name);
    expect(JSON.stringify(followers[0]?.[1].Properties?.EventSourceArn)).toContain('StreamArn');
    const mappings = resources.filter(([, { Type }]) => Type === 'AWS::Lambda::EventSourceMapping');
    expect(mappings).toHaveLength(2);
  });

  it('refuse what is no template', () => {
    expect(() => emulatedTemplate({}, { architecture: 'arm64', replaced: {}, added: {} })).toThrow();
  });
});
