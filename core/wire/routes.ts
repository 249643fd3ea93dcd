import { accountRoutes } from './routes/account.ts';
import { appsRoutes } from './routes/apps.ts';
import { authRoutes } from './routes/auth.ts';
import { channelsRoutes } from './routes/channels.ts';
import { chatRoutes } from './routes/chat.ts';
import { dataRoutes } from './routes/data.ts';
import { gantryRoutes } from './routes/gantry.ts';
import { mcpRoutes } from './routes/mcp.ts';
import { missionsRoutes } from './routes/missions.ts';
import { oauthRoutes } from './routes/oauth.ts';
import type { RestFunction, Route } from './routes/route.ts';
import { userRoutes } from './routes/users.ts';
import { webhooksRoutes } from './routes/webhooks.ts';

export type { RestFunction, Route };

/** Every route, once: the router, the OpenAPI document, API Gateway, the console's client and the access tests read this table. */
export const routes = {
  ...gantryRoutes,
  ...authRoutes,
  ...chatRoutes,
  ...missionsRoutes,
  ...appsRoutes,
  ...dataRoutes,
  ...accountRoutes,
  ...userRoutes,
  ...webhooksRoutes,
  ...channelsRoutes,
  ...mcpRoutes,
  ...oauthRoutes,
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;

/** Functions whose answers may stream: all of a function's routes do or none does. */
export const streamingFunctions: ReadonlySet<RestFunction> = new Set<RestFunction>([
  'missions',
  'chat',
  'mcp',
]);
