import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { visibleText } from '../../core/wire/visible-text.ts';
import type { Delivery, WebhookView } from '../../core/wire/webhook.ts';
import { call } from '../api/call.ts';
import { Problem } from '../shell/problem.tsx';
import { useAction } from '../shell/use-action.ts';
import { useLoad } from '../shell/use-load.ts';
import { NewWebhook } from './new-webhook.tsx';
import { SecretBox } from './secret-box.tsx';
import { WebhookEntry } from './webhook-entry.tsx';

/** The addresses that one's missions are told to: how that goes, and the secrets they are signed with, each shown once. */
export function Webhooks(): JSX.Element {
  const webhooks = useLoad('webhooks', (signal) => call('listWebhooks', { signal }));
  const { action, secret, said = '', steer } = useSteering(webhooks.reload);
  return (
    <section class="card" aria-label="Webhooks">
      <div class="card-head">
        <h2>Webhooks</h2>
        <span class="small muted">Tell your own services what happens to your missions</span>
      </div>
      <Problem error={webhooks.error ?? action.error} onRetry={webhooks.reload} />
      {webhooks.data?.webhooks.length === 0 && (
        <p class="card-body small muted">
          None yet. What is sent is signed as <a href="https://www.standardwebhooks.com">Standard Webhooks</a>{' '}
          has it, and tried again for a day where it does not arrive.
        </p>
      )}
      <ul class="entries">
        {webhooks.data?.webhooks.map((webhook) => (
          <WebhookEntry
            key={webhook.webhook_id}
            webhook={webhook}
            isBusy={action.isBusy}
            onSteer={(how) => steer[how](webhook)}
          />
        ))}
      </ul>
      <p class={said === '' ? '' : 'card-body small'} role="status">
        {said}
      </p>
      {secret && <SecretBox key={secret.value} what={secret.what} secret={secret.value} />}
      <NewWebhook onMade={steer.made} />
    </section>
  );
}

const testWords = (url: string, { is_delivered, why }: Delivery): string =>
  is_delivered
    ? `The test message arrived at ${visibleText(url)}.`
    : `The test message did not arrive at ${visibleText(url)}. ${visibleText(why)}`;

/** What the buttons do, and what that leaves on the screen until the next one is pressed. */
function useSteering(reload: () => void) {
  const action = useAction();
  const [shown, setShown] = useState<{
    readonly secret?: { readonly what: string; readonly value: string };
    readonly said?: string;
  }>({});
  const run = (work: () => Promise<typeof shown>): void =>
    action.run(async () => {
      setShown({});
      setShown(await work());
      reload();
    });
  const paramsOf = ({ webhook_id }: WebhookView) => ({ params: { webhook_id } });
  const steer = {
    test: (webhook: WebhookView) =>
      run(async () => {
        const { delivery } = await call('testWebhook', paramsOf(webhook));
        return { said: testWords(webhook.url, delivery) };
      }),
    rotate: (webhook: WebhookView) =>
      run(async () => {
        const { url, secret } = await call('rotateWebhook', paramsOf(webhook));
        const said = 'The secret before it signs too for a day, so that your receiver can change over.';
        return { secret: { what: `The new secret of ${visibleText(url)}`, value: secret }, said };
      }),
    remove: (webhook: WebhookView) =>
      run(async () => {
        await call('removeWebhook', paramsOf(webhook));
        return {};
      }),
    made: (url: string, value: string): void => {
      setShown({ secret: { what: `The secret of ${visibleText(url)}`, value } });
      reload();
    },
  };
  return { action, ...shown, steer };
}
