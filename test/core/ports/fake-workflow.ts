import type { Workflow } from '../../../core/ports/workflow.ts';

/** A workflow that only notes what it is asked for; each execution starts once. */
export function fakeWorkflow() {
  const started: string[] = [];
  const stopped: string[] = [];
  const answered: unknown[] = [];
  const workflow: Workflow = {
    async start(name) {
      if (started.includes(name)) return 'exists';
      started.push(name);
      return 'started';
    },
    async stop(name) {
      stopped.push(name);
    },
    async succeedTask(taskToken) {
      answered.push([taskToken, 'succeeded']);
      return 'taken';
    },
    async failTask(taskToken, fault) {
      answered.push([taskToken, fault.error]);
      return 'taken';
    },
    async heartbeatTask(taskToken) {
      answered.push([taskToken, 'beat']);
      return 'taken';
    },
  };
  return { workflow, started, stopped, answered };
}
