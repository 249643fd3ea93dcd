import { mcpRoutes } from '../../core/wire/routes/mcp.ts';

/** Where Gantry is, as the caller sees it, and what tokens from there open. */
export const placeOf = ({ origin }: { readonly origin: string }) => ({
  origin,
  audience: `${origin}${mcpRoutes.mcp.path}`,
});
