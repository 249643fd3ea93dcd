import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { spellOut, statementsOf } from './policies.ts';
import { type CloudResource, installation } from './synthesize.ts';

const stack = installation('full')('GantryCore');
const only = (type: string): CloudResource & { readonly DependsOn?: readonly string[] } => {
  const found = Object.values(stack.resources(type));
  expect(found).toHaveLength(1);
  return found[0] as CloudResource;
};

describe('an image that the account builds', () => {
  const { Properties: project } = only('AWS::CodeBuild::Project');

  it('is made on arm64 from a source that is named by its hash, and compressed with zstd', () => {
    expect(project.Environment).toMatchObject({ Type: 'ARM_CONTAINER', PrivilegedMode: true });
    const { Location, BuildSpec } = project.Source as {
      readonly Location: unknown;
      readonly BuildSpec: string;
    };
    const tag = only('Custom::GantryImageBuild').Properties.Tag as string;
    expect(tag).toMatch(/^[0-9a-f]{64}$/);
    expect(spellOut(Location)).toContain(tag);
    expect(BuildSpec).toContain('compression=zstd');
    expect(BuildSpec).toContain('linux/arm64');
    const { EnvironmentVariables } = project.Environment as {
      readonly EnvironmentVariables: readonly { readonly Name: string; readonly Value: unknown }[];
    };
    expect(EnvironmentVariables).toContainEqual(
      expect.objectContaining({ Name: 'MIRROR', Value: 'public.ecr.aws/docker/library/' }),
    );
    expect(BuildSpec).toContain('--build-arg MIRROR ');
  });

  it('stands in a repository of the stack, under a tag that is never moved, before a pod can ask for it', () => {
    const repository = only('AWS::ECR::Repository').Properties;
    expect(repository).toMatchObject({ ImageTagMutability: 'IMMUTABLE', EmptyOnDelete: true });
    expect(
      String((repository.LifecyclePolicy as { LifecyclePolicyText: string }).LifecyclePolicyText),
    ).toContain('"countNumber":3');
    const task = only('AWS::ECS::TaskDefinition');
    const [built] = Object.keys(stack.resources('Custom::GantryImageBuild'));
    expect(task.DependsOn).toContain(built);
    const [{ Image }] = task.Properties.ContainerDefinitions as readonly [{ readonly Image: unknown }];
    expect(spellOut(Image)).toContain(only('Custom::GantryImageBuild').Properties.Tag);
  });

  it('is pushed by a role that reaches this repository, and started by one that may do nothing else', () => {
    const of = (name: RegExp) =>
      statementsOf(stack).filter(({ roles }) => roles.some((role) => name.test(role)));
    const reaching = of(/BuildRole/).flatMap(({ actions, resources }) =>
      actions.some((action) => /^ecr:(?!GetAuthorizationToken)/.test(action)) ? resources : [],
    );
    expect(reaching).toEqual([expect.stringMatching(/^<PodImageImages\w+\.Arn>$/)]);
    expect(new Set(of(/StarterRole/).flatMap(({ actions }) => actions))).toEqual(
      new Set([
        'codebuild:StartBuild',
        'codebuild:BatchGetBuilds',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
      ]),
    );
  });

  it.each(['plain', 'other'] as const)(
    'is not built there in the %s installation, which has another',
    (name) => {
      const other = installation(name)('GantryCore');
      expect(other.resources('AWS::CodeBuild::Project')).toEqual({});
      expect(other.resources('AWS::ECR::Repository')).toEqual({});
    },
  );
});

describe('what starts the build', () => {
  const code = readFileSync(join(import.meta.dirname, '../../infra/constructs/run-build.cjs'), 'utf8');

  /** Runs the inline function against a CodeBuild whose build has these states, one after the other. */
  async function run(
    states: readonly string[],
    { type = 'Create', leftMs = 600_000 }: { readonly type?: string; readonly leftMs?: number } = {},
  ) {
    const sent: string[] = [];
    const answers: { readonly url: string; readonly body: Record<string, string> }[] = [];
    let turn = 0;
    class StartBuildCommand {}
    class BatchGetBuildsCommand {}
    class CodeBuildClient {
      send(command: object): unknown {
        sent.push(command.constructor.name);
        if (command instanceof StartBuildCommand) return { build: { id: 'build:1' } };
        return { builds: [{ buildStatus: states[Math.min(turn++, states.length - 1)] }] };
      }
    }
    const modules: Readonly<Record<string, unknown>> = {
      '@aws-sdk/client-codebuild': { StartBuildCommand, BatchGetBuildsCommand, CodeBuildClient },
      'node:timers/promises': { setTimeout: async () => {} },
    };
    const exports: { handler?: (event: unknown, context: unknown) => Promise<void> } = {};
    const fetch = (url: string, { body }: { readonly body: string }) => {
      answers.push({ url, body: JSON.parse(body) });
      return { ok: true, status: 200 };
    };
    runInNewContext(code, { exports, require: (name: string) => modules[name], fetch, AbortSignal });
    await exports.handler?.(
      {
        RequestType: type,
        ResponseURL: 'https://cloudformation.example/answer',
        StackId: 's',
        RequestId: 'r',
        LogicalResourceId: 'Built',
        ResourceProperties: { Project: 'p', Tag: 't' },
      },
      { getRemainingTimeInMillis: () => leftMs },
    );
    expect(answers).toHaveLength(1);
    return { sent, answer: answers[0]?.body };
  }

  it('tells CloudFormation of a build that succeeded once it has', async () => {
    const { sent, answer } = await run(['IN_PROGRESS', 'IN_PROGRESS', 'SUCCEEDED']);
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'p', RequestId: 'r' });
    expect(sent).toHaveLength(4);
  });

  it.each(['FAILED', 'TIMED_OUT', 'STOPPED', 'FAULT'])(
    'fails the deployment with a build that ended %s',
    async (end) => {
      expect((await run(['IN_PROGRESS', end])).answer).toMatchObject({
        Status: 'FAILED',
        Reason: expect.stringContaining(end),
      });
    },
  );

  it('says so before its own time is over', async () => {
    const { answer } = await run(['IN_PROGRESS'], { leftMs: 20_000 });
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('too long') });
  });

  it('builds nothing when the stack goes', async () => {
    const { sent, answer } = await run([], { type: 'Delete' });
    expect(sent).toEqual([]);
    expect(answer).toMatchObject({ Status: 'SUCCESS' });
  });

  it('fits where CloudFormation takes code inline', () => expect(code.length).toBeLessThanOrEqual(4_096));
});
