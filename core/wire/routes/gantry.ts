import * as z from 'zod';
import { healthSchema, noQuerySchema, publicKeysSchema, skillsSchema } from '../http.ts';
import type { Route } from './route.ts';
import { json } from './route.ts';

/** This Gantry itself. */
export const gantryRoutes = {
  health: {
    method: 'GET',
    path: '/health',
    access: 'public',
    scope: 'none',
    owner: 'health',
    summary: 'Whether Gantry runs, and where.',
    query: noQuerySchema,
    success: json(healthSchema),
  },
  openapi: {
    method: 'GET',
    path: '/openapi.json',
    access: 'public',
    scope: 'none',
    owner: 'docs',
    summary: 'This API as an OpenAPI 3.1 document.',
    query: noQuerySchema,
    success: json(z.record(z.string(), z.unknown())),
  },
  listSkills: {
    method: 'GET',
    path: '/gantry/skills',
    access: 'user',
    scope: 'read',
    owner: 'account',
    summary: 'The skills this Gantry has.',
    query: noQuerySchema,
    success: json(skillsSchema),
  },
  publicKeys: {
    method: 'GET',
    path: '/gantry/public-keys',
    access: 'public',
    scope: 'none',
    owner: 'account',
    summary: 'The keys that evidence is signed with.',
    query: noQuerySchema,
    success: json(publicKeysSchema),
  },
} as const satisfies Record<string, Route>;
