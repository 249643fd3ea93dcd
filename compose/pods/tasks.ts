import { createHash } from 'node:crypto';
import { type PodPlace, podContainer, podLabel } from '../engine/pod-container.ts';
import type { ContainerState, EngineClient } from './engine-client.ts';

/** A task, as ECS tells of it; the engine's container is all that is kept of it. */
export interface TaskView {
  readonly taskArn: string;
  readonly clusterArn: string;
  readonly lastStatus: 'PENDING' | 'RUNNING' | 'STOPPED';
  readonly desiredStatus: 'RUNNING' | 'STOPPED';
  readonly startedBy: string;
  readonly createdAt: number;
  readonly launchType: 'FARGATE';
  readonly stoppedReason?: string;
  readonly containers: readonly { readonly name: 'pod'; readonly exitCode?: number }[];
}

export interface RunRequest {
  readonly cluster: string;
  readonly clientToken: string;
  readonly startedBy: string;
  readonly orderUrl: string;
}

/** The same client token asked for another order before. */
export class TokenConflict extends Error {
  override readonly name = 'ConflictException';
  readonly taskArn: string;

  constructor(taskArn: string) {
    super('The client token belongs to a task that runs with another order.');
    this.taskArn = taskArn;
  }
}

/** A stopped task can be asked for as long as this, as on ECS. */
const keptMs = 3_600_000;

const statuses = {
  created: { lastStatus: 'PENDING', desiredStatus: 'RUNNING' },
  running: { lastStatus: 'RUNNING', desiredStatus: 'RUNNING' },
  stopping: { lastStatus: 'RUNNING', desiredStatus: 'STOPPED' },
  exited: { lastStatus: 'STOPPED', desiredStatus: 'STOPPED' },
} as const satisfies Record<string, Pick<TaskView, 'lastStatus' | 'desiredStatus'>>;

const endOf = ({
  exitCode,
  isOutOfMemory,
}: ContainerState): Pick<TaskView, 'stoppedReason' | 'containers'> => ({
  stoppedReason: isOutOfMemory
    ? 'OutOfMemoryError: Container killed due to memory usage'
    : 'Essential container in task exited',
  containers: [{ name: 'pod', exitCode }],
});

interface TasksConfig {
  readonly engine: EngineClient;
  readonly place: PodPlace;
  readonly arnPrefix: string;
  /** Told once of each task that has stopped. */
  readonly onStopped: (task: TaskView) => Promise<void>;
  readonly log: (line: string) => void;
}

const nameOf = (id: string): string => `gantry-pod-${id}`;

/** Tasks as containers: a task's id is its container's name, made of the client token, so that asking twice makes one. */
export class Tasks {
  readonly #config: TasksConfig;
  readonly #stopping = new Set<string>();

  constructor(config: TasksConfig) {
    this.#config = config;
  }

  async run(request: RunRequest): Promise<TaskView> {
    const { engine, place } = this.#config;
    const id = createHash('sha256').update(request.clientToken).digest('hex').slice(0, 32);
    const container = podContainer({ ...request, place });
    // Another order for the same pod: ECS names the task that runs.
    if ((await engine.create(nameOf(id), container)) === 'exists') throw new TokenConflict(this.#arnOf(id));
    await this.#begin(id);
    const task = await this.describe(id);
    if (task === undefined) throw new Error('The container is gone before it was seen.');
    return task;
  }

  async describe(id: string): Promise<TaskView | undefined> {
    const state = await this.#config.engine.inspect(nameOf(id), podLabel);
    if (state === undefined) return undefined;
    const status = this.#stopping.has(id) && state.status !== 'exited' ? 'stopping' : state.status;
    return {
      taskArn: this.#arnOf(id),
      clusterArn: `${this.#config.arnPrefix}:cluster/gantry`,
      startedBy: state.startedBy,
      createdAt: state.createdAt.getTime() / 1_000,
      launchType: 'FARGATE',
      ...statuses[status],
      ...(status === 'exited' ? endOf(state) : { containers: [{ name: 'pod' }] }),
    };
  }

  async stop(id: string): Promise<TaskView | undefined> {
    const { engine, log } = this.#config;
    this.#stopping.add(id);
    const task = await this.describe(id);
    if (task === undefined) this.#stopping.delete(id);
    else
      void engine
        .stop(nameOf(id))
        .catch((error: unknown) => log(`stopping ${id}: ${String(error)}`))
        .finally(() => this.#stopping.delete(id));
    return task;
  }

  async list(): Promise<readonly TaskView[]> {
    const names = await this.#config.engine.list();
    const found = await Promise.all(names.map((name) => this.describe(name.replace('gantry-pod-', ''))));
    return found.flatMap((task) => task ?? []);
  }

  /** Takes up the tasks that an earlier process left: those it had only made are begun, and the ends of all are told. */
  async resume(): Promise<void> {
    for (const task of await this.list()) {
      const id = task.taskArn.slice(task.taskArn.lastIndexOf('/') + 1);
      if (task.lastStatus === 'PENDING') await this.#begin(id);
      else this.#followAside(id);
    }
  }

  #arnOf(id: string): string {
    return `${this.#config.arnPrefix}:task/gantry/${id}`;
  }

  /** One that cannot be started is removed, so that asking again makes it anew. */
  async #begin(id: string): Promise<void> {
    const { engine } = this.#config;
    try {
      await engine.start(nameOf(id));
    } catch (error) {
      await engine.remove(nameOf(id)).catch(() => undefined);
      throw error;
    }
    this.#followAside(id);
  }

  #followAside(id: string): void {
    this.#follow(id).catch((error: unknown) => this.#config.log(`task ${id}: ${String(error)}`));
  }

  async #follow(id: string): Promise<void> {
    const { engine, onStopped } = this.#config;
    await engine.ended(nameOf(id));
    const task = await this.describe(id);
    if (task !== undefined) await onStopped({ ...task, lastStatus: 'STOPPED', desiredStatus: 'STOPPED' });
    setTimeout(() => void engine.remove(nameOf(id)).catch(() => undefined), keptMs).unref();
  }
}
