import { sharedInstallation } from '../../aws/rig/installed.ts';
import { tasksOf } from '../../aws/rig/tasks.ts';
import { supervisorsOf } from './pods.ts';
import type { Product } from './product.ts';

/** False where a running pod cannot be seen from outside, which then says nothing. */
export const showsPods: boolean = process.platform === 'linux' || sharedInstallation() !== undefined;

/** How many pods of a mission run: tasks of the cluster on AWS; on this machine the supervisors of the whole product, whose only mission it must be. */
export async function runningPods({ home }: Product, missionId: string): Promise<number> {
  const installation = sharedInstallation();
  if (installation === undefined) return supervisorsOf(home).length;
  return (await tasksOf(installation, missionId)).length;
}
