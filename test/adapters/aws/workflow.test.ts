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
import { describeWithEmulator, emulatorName } from './emulator.ts';

const never = new AbortController().signal;
const fault = { error: 'MissionEnded', cause: 'Cancelled by its owner.' };

describeWithEmulator(`Step Functions by ${emulatorName}`, (aws) => {
  let sfn: SFNClient;
  let activityArn = '';
  let stateMachineArn = '';
  /** LocalStack stops no execution while it waits for an activity. */
  let waitingArn = '';

  beforeAll(async () => {
    sfn = new SFNClient(aws.connection);
    const activity = await sfn.send(new CreateActivityCommand({ name: 'build' }));
    activityArn = activity.activityArn ?? '';
    const states = {
      Build: { Type: 'Task', Resource: activityArn, TimeoutSeconds: 60, HeartbeatSeconds: 50, End: true },
    };
    stateMachineArn = await makeMachine('mission', { StartAt: 'Build', States: states });
    const waiting = { Wait: { Type: 'Wait', Seconds: 60, End: true } };
    waitingArn = await makeMachine('waiting', { StartAt: 'Wait', States: waiting });
  });

  async function makeMachine(name: string, definition: object): Promise<string> {
    const roleArn = 'arn:aws:iam::000000000000:role/states';
    const command = new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(definition) });
    return (await sfn.send(command)).stateMachineArn ?? '';
  }

  const open = (arn = stateMachineArn) => stepFunctionsWorkflow({ stateMachineArn: arn, ...aws.connection });
  const executionOf = (name: string, arn = stateMachineArn) =>
    sfn.send(
      new DescribeExecutionCommand({
        executionArn: `${arn.replace(':stateMachine:', ':execution:')}:${name}`,
      }),
    );
  /** LocalStack also hands out the tasks of executions that were stopped. */
  const takeToken = async (name: string): Promise<string> => {
    for (;;) {
      const { taskToken = '', input = '{}' } = await sfn.send(new GetActivityTaskCommand({ activityArn }));
      if (JSON.parse(input).name === name) return taskToken;
    }
  };
  const endOf = async (name: string, arn = stateMachineArn) => {
    for (let tries = 0; tries < 100; tries++) {
      const execution = await executionOf(name, arn);
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

  /** LocalStack forgets why an execution was stopped. */
  const told = emulatorName === 'LocalStack' ? {} : fault;

  test('stops a running execution with the fault, and leaves an ended or unknown one as it is', async () => {
    const workflow = open(waitingArn);
    await workflow.start('msn_two', {}, never);
    await workflow.stop('msn_two', fault, never);
    // AWS says so at once, LocalStack a moment later.
    expect(await endOf('msn_two', waitingArn)).toMatchObject({ status: 'ABORTED', ...told });
    await workflow.stop('msn_two', { error: 'Second', cause: 'Later.' }, never);
    expect(await executionOf('msn_two', waitingArn)).toMatchObject({ status: 'ABORTED', ...told });
    await expect(workflow.stop('msn_unknown', fault, never)).resolves.toBeUndefined();
  });

  test('takes the answer to a task token, and the state machine goes on with it', async () => {
    const workflow = open();
    await workflow.start('msn_three', { name: 'msn_three' }, never);
    const token = await takeToken('msn_three');
    expect(await workflow.heartbeatTask(token, never)).toBe('taken');
    expect(await workflow.succeedTask(token, { next: 'judge' }, never)).toBe('taken');
    const { status, output = '' } = await endOf('msn_three');
    expect([status, JSON.parse(output)]).toEqual(['SUCCEEDED', { next: 'judge' }]);
    await workflow.stop('msn_three', fault, never);
    expect((await executionOf('msn_three')).status).toBe('SUCCEEDED');
  });

  test('fails a task by its token with the name that the state machine matches', async () => {
    const workflow = open();
    await workflow.start('msn_four', { name: 'msn_four' }, never);
    const podLost = { error: 'PodLost', cause: 'x'.repeat(40_000) };
    expect(await workflow.failTask(await takeToken('msn_four'), podLost, never)).toBe('taken');
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
