import type { JSX } from 'preact';
import { CopyButton } from '../shell/copy-button.tsx';

/** A secret that is shown this once; `what` names it. */
export function SecretBox({ what, secret }: { readonly what: string; readonly secret: string }): JSX.Element {
  return (
    <div class="notice notice-good" role="status">
      <p>{what} is shown this once. Copy it now.</p>
      <div class="clone">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must be able to */}
        <code tabIndex={0}>{secret}</code>
        <CopyButton text={secret} label={what} />
      </div>
    </div>
  );
}
