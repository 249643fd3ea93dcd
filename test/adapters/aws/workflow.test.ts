import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { beforeAll, expect, test } from 'vitest';
import { stepFunctionsWorkflow } from '../../../adapters/aws/workflow.ts';
import { describeWithEmulator } from './emulator.ts';

const never = new AbortController().signal;
const fault = { error: 'MissionEnded', cause: 'Cancelled by its owner.' };

describeWithEmulator('Step Functions by MiniStack', (aws) => {
  let sfn: SFNClient;
  let activityArn = '';
  let stateMachineArn = '';

  beforeAll(async () => {
    sfn = new SFNClient(aws.connection);
    const activity = await sfn.send(new CreateActivityCommand({ name: 'build' }));
    activityArn = activity.activityArn ?? '';
    const states = { Build: { Type: 'Task', Resource: activityArn, TimeoutSeconds: 60, End: true } };
    const machine = await sfn.send(
      new CreateStateMachineCommand({
        name: 'mission',
        roleArn: 'arn:aws:iam::000000000000:role/states',
        definition: JSON.stringify({ StartAt: 'Build', States: states }),
      }),
    );
    stateMachineArn = machine.stateMachineArn ?? '';
  });

  const open = () => stepFunctionsWorkflow({ stateMachineArn, ...aws.connection });
  const executionOf = (name: string) =>
    sfn.send(
      new DescribeExecutionCommand({
        executionArn: `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`,
      }),
    );
  const takeToken = async (): Promise<string> => {
    const { taskToken = '' } = await sfn.send(new GetActivityTaskCommand({ activityArn }));
    return taskToken;
  };
  const endOf = async (name: string) => {
    for (let tries = 0; tries < 100; tries++) {
      const execution = await executionOf(name);
      if (execution.status !== 'RUNNING') return execution;
      await sleep(50);
    }
    throw new Error(`${name} still runs.`);
  };

  test('starts an execution of a name once, also while it runs with the same input', async () => {
    const workflow = open();
    expect(await workflow.start('msn_one', { mission_id: 'msn_one' }, never)).toBe('started');
    expect(await workflow.start('msn_one', { mission_id: 'msn_one' }, never)).toBe('exists');
    expect(await workflow.start('msn_one', { mission_id: 'other' }, never)).toBe('exists');
    expect(JSON.parse((await executionOf('msn_one')).input ?? '')).toEqual({ mission_id: 'msn_one' });
    await workflow.stop('msn_one', fault, never);
    expect(await workflow.start('msn_one', { mission_id: 'msn_one' }, never)).toBe('exists');
  });

  test('stops a running execution with the fault, and leaves an ended or unknown one as it is', async () => {
    const workflow = open();
    await workflow.start('msn_two', {}, never);
    await workflow.stop('msn_two', fault, never);
    expect(await executionOf('msn_two')).toMatchObject({ status: 'ABORTED', ...fault });
    await workflow.stop('msn_two', { error: 'Second', cause: 'Later.' }, never);
    expect(await executionOf('msn_two')).toMatchObject(fault);
    await expect(workflow.stop('msn_unknown', fault, never)).resolves.toBeUndefined();
  });

  test('takes the answer to a task token, and the state machine goes on with it', async () => {
    const workflow = open();
    await workflow.start('msn_three', {}, never);
    const token = await takeToken();
    expect(await workflow.heartbeatTask(token, never)).toBe('taken');
    expect(await workflow.succeedTask(token, { next: 'judge' }, never)).toBe('taken');
    const { status, output = '' } = await endOf('msn_three');
    expect([status, JSON.parse(output)]).toEqual(['SUCCEEDED', { next: 'judge' }]);
    await workflow.stop('msn_three', fault, never);
    expect((await executionOf('msn_three')).status).toBe('SUCCEEDED');
  });

  test('fails a task by its token with the name that the state machine matches', async () => {
    const workflow = open();
    await workflow.start('msn_four', {}, never);
    const podLost = { error: 'PodLost', cause: 'x'.repeat(40_000) };
    expect(await workflow.failTask(await takeToken(), podLost, never)).toBe('taken');
    expect(await endOf('msn_four')).toMatchObject({ status: 'FAILED', error: 'PodLost' });
  });

  test('answers gone for a token whose state has moved on or never was', async () => {
    const workflow = open();
    expect(await workflow.succeedTask('unknown', {}, never)).toBe('gone');
    expect(await workflow.failTask('unknown', fault, never)).toBe('gone');
    expect(await workflow.heartbeatTask('unknown', never)).toBe('gone');
  });

  test('starts nothing for a caller that has given up', async () => {
    await expect(open().start('msn_late', {}, AbortSignal.abort())).rejects.toThrow();
    await expect(executionOf('msn_late')).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  });
});
