/** What a part of the table of records is about, and the partitions that it is; `*` stands for ids. */
export const recordAreas = {
  /** Pods of missions, with the tokens that wait for them. */
  pods: ['pods#*'],
  /** What is held and spent, by mission, day and month. */
  spending: ['budget#*', 'spends#*'],
  /** Who listens to a mission. */
  sockets: ['sockets#*', 'socket-group#*', 'connection#*'],
  /** Checks that were prepared while somebody still talked. */
  specs: ['specs#*'],
  /** Apps, by owner and by repository, and the names of their secrets. */
  apps: ['apps#*', 'repository#*', 'repository-id#*', 'secrets#*', 'watched-pulls'],
  /** Where users have events sent, with what they are signed with, and what is still to be sent. */
  webhooks: ['webhooks#*', 'webhook-standing#*', 'webhook-queue#*', 'webhook-seen#*', 'webhooks-pending'],
} as const;

export type RecordArea = keyof typeof recordAreas;
