import { podTask } from '../../../core/wire/pod.ts';

const memory = `${podTask.containerMiB}m`;

/** The image as Fargate runs it: its own entry point and users, the task definition's capabilities, memory and volume. */
export const taskArguments: readonly string[] = [
  ...['run', '--rm', '--pull', 'never', '--read-only', '--network', 'host', '--memory', memory],
  ...['--memory-swap', memory, '--cap-drop', 'ALL', '--tmpfs', '/work:uid=10001,gid=10001,mode=755,exec'],
  ...['SETUID', 'SETGID', 'KILL', 'CHOWN'].flatMap((name) => ['--cap-add', name]),
];
