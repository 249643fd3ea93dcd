import { describe, expect, it } from 'vitest';
import { spellOut, statementsOf } from './policies.ts';
import { type CloudResource, installation } from './synthesize.ts';

const core = installation('plain')('GantryCore');
const next = installation('other')('GantryCore');
const versionsOf = (stack: typeof core) =>
  Object.entries(
    (Object.values(stack.resources('AWS::StepFunctions::StateMachine'))[0] as CloudResource).Properties
      .DefinitionSubstitutions as Readonly<Record<string, { readonly Ref: string }>>,
  );

describe('a deployment while missions run', () => {
  const versions = core.resources('AWS::Lambda::Version');

  it('changes no code under a running mission: each step calls a version, which is kept when the next is published', () => {
    const called = versionsOf(core);
    expect(called).toHaveLength(12);
    for (const [, { Ref }] of called)
      expect(versions[Ref]).toMatchObject({
        // One of a deployment that was rolled back goes: Lambda publishes the same code once only.
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      });
    expect(new Set(called.map(([, { Ref }]) => spellOut(versions[Ref]?.Properties.FunctionName))).size).toBe(
      12,
    );
  });

  it('publishes another version of every step whose function changed, beside the one that missions call', () => {
    const before = new Map(versionsOf(core));
    for (const [step, { Ref }] of versionsOf(next)) expect(Ref).not.toBe(before.get(step)?.Ref);
  });

  it('lets the state machine call the versions of before, and no function outside it', () => {
    const called = new Set(
      versionsOf(core).map(([, { Ref }]) => spellOut(versions[Ref]?.Properties.FunctionName)),
    );
    const [right, ...others] = statementsOf(core).filter(
      ({ roles, actions }) =>
        roles.some((role) => role.startsWith('<MissionsRole')) && actions.includes('lambda:InvokeFunction'),
    );
    expect(others).toEqual([]);
    expect(right?.resources).toHaveLength(12);
    for (const resource of right?.resources ?? []) {
      expect(resource).toMatch(/^<\w+\.Arn>:\*$/);
      expect(called).toContain(resource.slice(0, -'.Arn>:*'.length).concat('>'));
    }
  });

  it('leaves pods of before startable: their revision stays active, and the right is the family’s', () => {
    const [task] = Object.values(core.resources('AWS::ECS::TaskDefinition'));
    expect(task).toMatchObject({ UpdateReplacePolicy: 'Retain', DeletionPolicy: 'Delete' });
    const rights = statementsOf(core).filter(({ actions }) => actions.includes('ecs:RunTask'));
    expect(rights.length).toBeGreaterThan(0);
    for (const { resources } of rights)
      expect(resources).toEqual([expect.stringMatching(`:task-definition/${task?.Properties.Family}:\\*$`)]);
  });
});
