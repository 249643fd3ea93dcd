import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { LinkedAccount, Platform } from '../../core/wire/channel.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import { call } from '../api/call.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { formatAgo } from '../shell/duration.ts';
import { Problem } from '../shell/problem.tsx';
import { useAction } from '../shell/use-action.ts';
import { useLoad } from '../shell/use-load.ts';
import { LinkAccount } from './link-account.tsx';
import { platformNames } from './platform-names.ts';

/** The accounts at chat platforms and on GitHub that build as oneself, each of which can be unlinked again. */
export function Channels(): JSX.Element {
  const loaded = useLoad('channels', (signal) => call('listChannels', { signal }));
  const action = useAction();
  const [linking, setLinking] = useState<Platform>();
  const unlink = (link_id: string): void =>
    action.run(async () => {
      await call('removeLink', { params: { link_id } });
      loaded.reload();
    });
  const platforms = loaded.data?.platforms ?? [];
  return (
    <section class="card" aria-label="Where you talk to Gantry">
      <div class="card-head">
        <h2>Where you talk to Gantry</h2>
        <span class="small muted">Also from elsewhere</span>
      </div>
      <Problem error={loaded.error ?? action.error} onRetry={loaded.reload} />
      {loaded.data && platforms.length === 0 && (
        <p class="card-body small muted">
          This Gantry is connected to no chat. Whoever runs it can connect Telegram, Slack and Discord, and
          answer comments on GitHub.
        </p>
      )}
      <ul class="entries">
        {loaded.data?.links.map((link) => (
          <LinkEntry key={link.link_id} link={link} isBusy={action.isBusy} onUnlink={unlink} />
        ))}
      </ul>
      {platforms.length > 0 && (
        <div class="card-body stack">
          <div class="row">
            {platforms.map((platform) => (
              <button
                key={platform}
                class="button button-small"
                type="button"
                aria-expanded={linking === platform}
                onClick={() => setLinking(linking === platform ? undefined : platform)}
              >
                Link {platformNames[platform]}
              </button>
            ))}
          </div>
          {linking && <LinkAccount key={linking} platform={linking} onDone={loaded.reload} />}
        </div>
      )}
    </section>
  );
}

function LinkEntry({
  link,
  isBusy,
  onUnlink,
}: {
  readonly link: LinkedAccount;
  readonly isBusy: boolean;
  readonly onUnlink: (linkId: string) => void;
}): JSX.Element {
  const { link_id, platform, workspace, person, linked_at } = link;
  const name = platformNames[platform];
  return (
    <li>
      <span class="entry-words">
        <strong>{name}</strong>
        <span class="small muted">
          {visibleText(person)}
          {workspace !== platform && ` in ${visibleText(workspace)}`}, linked{' '}
          {formatAgo(linked_at, Date.now())}
        </span>
      </span>
      <ConfirmButton
        confirm="Unlink it"
        label={`${name} ${visibleText(person)}`}
        isBusy={isBusy}
        onConfirm={() => onUnlink(link_id)}
      >
        Unlink
      </ConfirmButton>
    </li>
  );
}
