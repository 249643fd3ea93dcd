import { channelsSchema, linkCodeSchema, linkRequestSchema } from '../channel.ts';
import { noQuerySchema } from '../http.ts';
import type { Route } from './route.ts';
import { bodiless, json, text } from './route.ts';

/** Platforms where people talk to Gantry, and whose accounts there are whose. No key links an account: what was linked would outlive it. */
export const channelsRoutes = {
  listChannels: {
    method: 'GET',
    path: '/gantry/channels',
    access: 'user',
    scope: 'read',
    owner: 'channels',
    summary: 'The platforms that you can talk to Gantry on, and your accounts there.',
    query: noQuerySchema,
    success: json(channelsSchema),
  },
  makeLinkCode: {
    method: 'POST',
    path: '/gantry/channels/link',
    access: 'user',
    scope: 'none',
    owner: 'channels',
    summary:
      'A code that links an account at a platform to you, once and within ten minutes; one that is said on GitHub names the account that it is for, since anybody can read it there.',
    query: noQuerySchema,
    body: linkRequestSchema,
    success: json(linkCodeSchema, 201),
  },
  removeLink: {
    method: 'DELETE',
    path: '/gantry/channels/links/{link_id}',
    access: 'owner',
    scope: 'none',
    owner: 'channels',
    summary: 'Unlink an account: it builds nothing more as you.',
    query: noQuerySchema,
    success: bodiless(204),
  },
  channelDelivery: {
    method: 'POST',
    path: '/gantry/channels/{platform}',
    access: 'public',
    scope: 'none',
    owner: 'channels',
    summary: 'Telegram, Slack, Discord or GitHub tells here what was said, verified by its signature.',
    query: noQuerySchema,
    success: text('application/json'),
  },
} as const satisfies Record<string, Route>;
