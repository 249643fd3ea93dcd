import { bearerIs } from './bearer-is.ts';
import { deploymentRoutes } from './vercel-deployments.ts';
import { projectRoutes, type VercelPlace } from './vercel-projects.ts';
import { variableRoutes } from './vercel-variables.ts';
import { ApiRefusal, type WireApi } from './wire-api.ts';

/** Vercel's REST API as far as the product uses it, over what this machine serves under localhost; anything else is 404. */
export function vercelApi(place: VercelPlace, token: string, nowMs: () => number): WireApi {
  return {
    admits: bearerIs(token),
    unknownToken: new ApiRefusal(403, 'forbidden', 'Not authorized', { invalidToken: true }),
    refusal: ({ status, code, message, more }) => ({ status, body: { error: { code, message, ...more } } }),
    routes: [...projectRoutes(place, nowMs), ...variableRoutes(place), ...deploymentRoutes(place, nowMs)],
  };
}
