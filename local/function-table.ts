import { placeholderOf } from '../core/wire/placeholder.ts';
import type { FunctionTable } from './gateway/invoke-function.ts';

/** Every function of functions/ by its folder, imported at its first call, as Lambda starts one cold. */
export const functionTable = {
  auth: () => import('../functions/auth/handler.ts'),
  oidc: () => import('../functions/oidc/handler.ts'),
  chat: () => import('../functions/chat/handler.ts'),
  missions: () => import('../functions/missions/handler.ts'),
  apps: () => import('../functions/apps/handler.ts'),
  account: () => import('../functions/account/handler.ts'),
  oauth: () => import('../functions/oauth/handler.ts'),
  mcp: () => import('../functions/mcp/handler.ts'),
  docs: () => import('../functions/docs/handler.ts'),
  channels: () => import('../functions/channels/handler.ts'),
  webhooks: () => import('../functions/webhooks/handler.ts'),
  health: () => import('../functions/health/handler.ts'),
  'socket-connect': () => import('../functions/socket-connect/handler.ts'),
  'socket-message': () => import('../functions/socket-message/handler.ts'),
  'socket-disconnect': () => import('../functions/socket-disconnect/handler.ts'),
  dispatch: () => import('../functions/dispatch/handler.ts'),
  broadcast: () => import('../functions/broadcast/handler.ts'),
  'launch-pod': () => import('../functions/launch-pod/handler.ts'),
  specify: () => import('../functions/specify/handler.ts'),
  'draft-app': () => import('../functions/draft-app/handler.ts'),
  'heal-app': () => import('../functions/heal-app/handler.ts'),
  'gate-draft': () => import('../functions/gate-draft/handler.ts'),
  build: () => import('../functions/build/handler.ts'),
  'receive-report': () => import('../functions/receive-report/handler.ts'),
  'relay-log': () => import('../functions/relay-log/handler.ts'),
  judge: () => import('../functions/judge/handler.ts'),
  'review-app': () => import('../functions/review-app/handler.ts'),
  'deploy-app': () => import('../functions/deploy-app/handler.ts'),
  'check-live': () => import('../functions/check-live/handler.ts'),
  'publish-app': () => import('../functions/publish-app/handler.ts'),
  settle: () => import('../functions/settle/handler.ts'),
  'follow-lost-merges': () => import('../functions/follow-lost-merges/handler.ts'),
  'follow-deletions': () => import('../functions/follow-deletions/handler.ts'),
  'deliver-webhooks': () => import('../functions/deliver-webhooks/handler.ts'),
  'work-channels': () => import('../functions/work-channels/handler.ts'),
} as const satisfies FunctionTable;

export type FunctionName = keyof typeof functionTable;

/** What each placeholder of the state machine stands for: `${DraftApp}` is the folder draft-app. */
export const functionNames: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(functionTable).map((folder) => [placeholderOf(folder), folder]),
);
