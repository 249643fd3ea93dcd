import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { DependencyFailed } from '../../core/errors.ts';
import type { LiveFeed } from '../../core/ports/live-feed.ts';
import { clientSettings } from './connection.ts';
import { awsFault, isNamed } from './fault.ts';

export interface ApiGatewayLiveFeedConfig {
  /** The WebSocket stage's address for servers: `https://<api>.execute-api.<region>.amazonaws.com/<stage>`. */
  readonly endpoint: string;
  readonly region?: string;
}

const service = 'Amazon API Gateway';

/**
 * The live feed on an API Gateway WebSocket API. A frame is tried once, because one that is sent again may arrive twice; whatever keeps it
 * from arriving is `gone`, also a `$connect` that has not answered yet. Only a refusal of the role throws.
 */
export function apiGatewayLiveFeed(config: ApiGatewayLiveFeedConfig): LiveFeed {
  const client = new ApiGatewayManagementApiClient({ ...clientSettings(config), maxAttempts: 1 });
  return {
    async post(connectionId, frame, signal) {
      signal.throwIfAborted();
      const command = new PostToConnectionCommand({ ConnectionId: connectionId, Data: Buffer.from(frame) });
      try {
        await client.send(command, { abortSignal: signal });
        return 'posted';
      } catch (error) {
        if (isNamed(error, 'GoneException', 'PayloadTooLargeException')) return 'gone';
        const fault = awsFault(service, error, signal);
        if (fault instanceof DependencyFailed) return 'gone';
        throw fault;
      }
    },
    async close(connectionId, signal) {
      signal.throwIfAborted();
      const command = new DeleteConnectionCommand({ ConnectionId: connectionId });
      try {
        await client.send(command, { abortSignal: signal });
      } catch (error) {
        if (!isNamed(error, 'GoneException')) throw awsFault(service, error, signal);
      }
    },
  };
}
