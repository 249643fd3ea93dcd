import * as world from '#world';
import { listLinks, makeLinkCode, removeLink, requireLink } from '../../core/channels/links.ts';
import { takeDelivery } from '../../core/channels/take-delivery.ts';
import { NotFound } from '../../core/errors.ts';
import type { Channel } from '../../core/ports/channel.ts';
import { channelsRoutes } from '../../core/wire/routes/channels.ts';
import { accessDeps } from '../_onion/access.ts';
import type { BoundEndpoint } from '../_onion/endpoint.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';

/** What platforms tell, and the caller's accounts there. */
export function channelEndpoints(): readonly BoundEndpoint[] {
  const deps = accessDeps();
  return [
    bindEndpoint(channelsRoutes.listChannels, {
      run: async ({ caller }, { signal }) => {
        const [channels, links] = await Promise.all([
          world.channels()(signal),
          listLinks(deps)(caller, signal),
        ]);
        return { json: { platforms: channels.map(({ platform }) => platform), links } };
      },
    }),
    bindEndpoint(channelsRoutes.makeLinkCode, {
      run: async ({ caller, body }, { signal }) => ({ json: await makeLinkCode(deps)(caller, body, signal) }),
    }),
    bindEndpoint(channelsRoutes.removeLink, {
      find: (caller, params, { signal }) => requireLink(deps)(caller, params.link_id ?? '', signal),
      run: async ({ caller, found }, { signal }) => {
        await removeLink(deps)(caller, found, signal);
        return { status: 204 };
      },
    }),
    bindEndpoint(channelsRoutes.channelDelivery, {
      run: async ({ params, header, rawBody }, { signal }) => {
        const channel = await requireChannel(params.platform, signal);
        const { reply } = await takeDelivery(deps)(channel, { body: rawBody(), header }, signal);
        return { body: reply === null ? '' : JSON.stringify(reply), contentType: 'application/json' };
      },
    }),
  ];
}

async function requireChannel(platform: string | undefined, signal: AbortSignal): Promise<Channel> {
  const found = (await world.channels()(signal)).find((channel) => channel.platform === platform);
  if (found !== undefined) return found;
  throw new NotFound('channel_not_connected', 'This Gantry is connected to no such platform.');
}
