import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { visibleText } from '../../core/wire/visible-text.ts';

/** Copies a text; says so for a moment. `label` tells a screen reader what is copied; `children` is what the button reads, "Copy" where left out. */
export function CopyButton({
  text,
  label,
  children = 'Copy',
}: {
  readonly text: string;
  readonly label: string;
  readonly children?: string;
}): JSX.Element {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), 1_600);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = (): void =>
    void navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <button class="button button-small" type="button" onClick={copy}>
      <span aria-live="polite">{isCopied ? 'Copied' : children}</span>
      <span class="visually-hidden"> {visibleText(label)}</span>
    </button>
  );
}
