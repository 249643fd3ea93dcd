import {
  chatReplySchema,
  chatRequestSchema,
  conversationListQuerySchema,
  conversationListSchema,
  conversationSchema,
  noQuerySchema,
} from '../http.ts';
import type { Route } from './route.ts';
import { json } from './route.ts';

/** Talking an app into being. */
export const chatRoutes = {
  chat: {
    method: 'POST',
    path: '/gantry/chat',
    access: 'user',
    scope: 'build',
    owner: 'chat',
    summary:
      'Say something, or confirm a plan. With Accept: text/event-stream the reply streams. An error that comes after a second of silence stands in a 200.',
    query: noQuerySchema,
    body: chatRequestSchema,
    success: json(chatReplySchema),
  },
  conversation: {
    method: 'GET',
    path: '/gantry/chat/{conversation_id}',
    access: 'owner',
    scope: 'read',
    owner: 'chat',
    summary: 'A conversation so far.',
    query: noQuerySchema,
    success: json(conversationSchema),
  },
  conversations: {
    method: 'GET',
    path: '/gantry/conversations',
    access: 'user',
    scope: 'read',
    owner: 'chat',
    summary: 'Your conversations, the most recent first.',
    query: conversationListQuerySchema,
    success: json(conversationListSchema),
  },
} as const satisfies Record<string, Route>;
