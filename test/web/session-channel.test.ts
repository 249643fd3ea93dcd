import { describe, expect, it } from 'vitest';
import type { Channel, SharedSession } from '../../web/api/session-channel.ts';
import { shareSession } from '../../web/api/session-channel.ts';
import type { Session } from '../../web/api/session-form.ts';

const ada: Session = { token: 'token-of-ada', username: 'ada' };
const grace: Session = { token: 'token-of-grace', username: 'grace' };

interface Tab {
  readonly shared: SharedSession;
  readonly session: () => Session | undefined;
}

/** Tabs of one origin: what one posts, all others hear at once. */
function makeOrigin(): { readonly open: (session?: Session) => Tab; readonly post: (data: unknown) => void } {
  const listeners: ((data: unknown) => void)[] = [];
  const tell = (from: number, data: unknown): void =>
    listeners.forEach((hear, at) => {
      if (at !== from) hear(data);
    });
  return {
    post: (data) => tell(-1, data),
    open: (initial) => {
      const at = listeners.length;
      let session = initial;
      const channel: Channel = {
        post: (message) => tell(at, message),
        listen: (listener) => void listeners.push(listener),
      };
      const shared = shareSession(channel, {
        read: () => session,
        take: (next) => {
          session = next;
        },
        drop: () => {
          session = undefined;
        },
      });
      return { shared, session: () => session };
    },
  };
}

describe('a session among tabs', () => {
  it('is given to a new tab that asks', async () => {
    const origin = makeOrigin();
    origin.open(ada);
    const tab = origin.open();
    await tab.shared.ask(60_000);
    expect(tab.session()).toEqual(ada);
  });

  it('is waited for no longer than told where no tab has one', async () => {
    const origin = makeOrigin();
    origin.open();
    const tab = origin.open();
    await tab.shared.ask(0);
    expect(tab.session()).toBeUndefined();
  });

  it('of a tab that has one stays when another tab is answered', async () => {
    const origin = makeOrigin();
    const [one, other] = [origin.open(ada), origin.open(grace)];
    await origin.open().shared.ask(60_000);
    expect([one.session(), other.session()]).toEqual([ada, grace]);
  });

  it('begins in every tab where somebody signs in, and takes the place of an earlier one', () => {
    const origin = makeOrigin();
    const [one, other, third] = [origin.open(), origin.open(), origin.open(ada)];
    one.shared.tellKept(grace);
    expect([other.session(), third.session()]).toEqual([grace, grace]);
  });

  it('ends in every tab that has it, and in no other', () => {
    const origin = makeOrigin();
    const [one, other, third] = [origin.open(ada), origin.open(ada), origin.open(grace)];
    one.shared.tellEnded(ada.token);
    expect([other.session(), third.session()]).toEqual([undefined, grace]);
  });

  it('is taken from nothing but a whole message', () => {
    const origin = makeOrigin();
    const [tab, signedIn] = [origin.open(), origin.open(ada)];
    for (const data of [
      null,
      'kept',
      { kind: 'kept' },
      { kind: 'kept', session: { token: 1, username: 'ada' } },
      { kind: 'have', session: { token: 'x' } },
      { kind: 'ended', token: undefined },
      { kind: 'take', session: grace },
    ])
      origin.post(data);
    expect([tab.session(), signedIn.session()]).toEqual([undefined, ada]);
  });
});
