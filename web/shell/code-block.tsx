import type { JSX } from 'preact';
import { useStuckToEnd } from './use-stuck-to-end.ts';

/** Text as it came, with its lines kept. With `showsEnd` its end is in sight, also when it grows, unless its reader scrolled up. */
export function CodeBlock(props: {
  readonly text: string;
  readonly showsEnd?: boolean;
  readonly class?: string;
}): JSX.Element {
  const block = useStuckToEnd<HTMLPreElement>(props.showsEnd ? props.text : undefined);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without focus the keyboard could not scroll it
    <pre ref={block} class={`code-block ${props.class ?? ''}`} tabIndex={0}>
      {props.text}
    </pre>
  );
}
