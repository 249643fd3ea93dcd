import type { JSX } from 'preact';
import { CopyButton } from '../shell/copy-button.tsx';

/** How to build by voice from an iPhone or a Mac, and from a terminal; with a key that was just made already in its place. */
export function Recipes({ apiKey }: { readonly apiKey: string | undefined }): JSX.Element {
  const key = apiKey ?? 'YOUR_KEY';
  const address = `${location.origin}/gantry/architect`;
  return (
    <>
      <ShortcutRecipe apiKey={key} address={address} />
      <CurlRecipe apiKey={key} address={address} />
    </>
  );
}

function reachWords(): string {
  return /^(localhost|127\.0\.0\.1)$/.test(location.hostname)
    ? 'This Gantry listens on this computer alone, so the shortcut works on this Mac; a phone needs a Gantry on AWS.'
    : '';
}

function Value({ text, label }: { readonly text: string; readonly label: string }): JSX.Element {
  return (
    <span class="recipe-value">
      <code>{text}</code> <CopyButton text={text} label={label} />
    </span>
  );
}

interface RecipeProps {
  readonly apiKey: string;
  readonly address: string;
}

function ShortcutRecipe({ apiKey, address }: RecipeProps): JSX.Element {
  return (
    <details class="fold recipe">
      <summary>Recipe: a Shortcut for iPhone and Mac</summary>
      <ol class="recipe-steps">
        <li>
          In Shortcuts, make a new shortcut and add <strong>Dictate Text</strong>.
        </li>
        <li>
          Add <strong>Get Contents of URL</strong> with the address{' '}
          <Value text={address} label="the address" />. Open its options: method <strong>POST</strong>,
          request body <strong>JSON</strong>.
        </li>
        <li>
          Under headers add <code>Authorization</code> with{' '}
          <Value text={`Bearer ${apiKey}`} label="the header’s value" />.
        </li>
        <li>
          Under the body add a text field <code>voice_memo</code> and choose <strong>Dictated Text</strong> as
          its value.
        </li>
        <li>
          Add <strong>Get Dictionary Value</strong> for the key <code>speech</code>, and then{' '}
          <strong>Speak Text</strong>. Name it “Build an app”, and Siri knows it by that name.
        </li>
        <li>The first run waits up to two minutes, then speaks what came of it. {reachWords()}</li>
      </ol>
    </details>
  );
}

function CurlRecipe({ apiKey, address }: RecipeProps): JSX.Element {
  const curl = [
    `curl -X POST '${address}' \\`,
    `  -H 'Authorization: Bearer ${apiKey}' \\`,
    "  -H 'content-type: application/json' \\",
    `  -d '{"voice_memo":"Build a calculator with dark mode"}'`,
  ].join('\n');
  return (
    <details class="fold recipe">
      <summary>Recipe: curl</summary>
      <div class="recipe-code">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without focus the keyboard could not scroll it */}
        <pre class="code-block" tabIndex={0}>
          {curl}
        </pre>
        <CopyButton text={curl} label="the command" />
      </div>
    </details>
  );
}
