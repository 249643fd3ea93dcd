import './markdown.css';
import type { JSX } from 'preact';
import { Fragment } from 'preact';
import { visibleText } from '../../core/wire/visible-text.ts';
import { CodeBlock } from '../shell/code-block.tsx';
import { safeHref } from '../shell/safe-href.ts';
import { ScrollRegion } from '../shell/scroll-region.tsx';
import type { Block, Span } from './parse-markdown.ts';
import { parseMarkdown } from './parse-markdown.ts';

/** Markdown as elements; all words are text, and only http and https links lead anywhere. */
export function Markdown(props: {
  readonly source: string;
  /** Of its headings: 3 where it stands under a part of the page. */
  readonly level?: 2 | 3;
}): JSX.Element {
  return (
    <div class="markdown">
      {parseMarkdown(props.source).map((block, index) => (
        <BlockView key={index} block={block} level={props.level ?? 3} />
      ))}
    </div>
  );
}

function BlockView({ block, level }: { readonly block: Block; readonly level: 2 | 3 }): JSX.Element {
  const Heading = `h${level}` as const;
  switch (block.kind) {
    case 'heading':
      return (
        <Heading>
          <Spans spans={block.spans} />
        </Heading>
      );
    case 'code':
      return <CodeBlock text={visibleText(block.text)} />;
    case 'list':
      return (
        <ul>
          {block.items.map((spans, index) => (
            <li key={index}>
              <Spans spans={spans} />
            </li>
          ))}
        </ul>
      );
    case 'table':
      return <TableView {...block} />;
    case 'paragraph':
      return (
        <p>
          <Spans spans={block.spans} />
        </p>
      );
    default:
      return block satisfies never;
  }
}

function TableView({ head, rows }: Omit<Extract<Block, { kind: 'table' }>, 'kind'>): JSX.Element {
  return (
    <ScrollRegion label="Table">
      <table class="steps">
        <thead>
          <tr>
            {head.map((spans, index) => (
              <th key={index} scope="col">
                <Spans spans={spans} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, row) => (
            <tr key={row}>
              {cells.map((spans, index) => (
                <td key={index}>
                  <Spans spans={spans} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function Spans({ spans }: { readonly spans: readonly Span[] }): JSX.Element {
  const children = spans.map((span, index) => <SpanView key={index} span={span} />);
  return <Fragment>{children}</Fragment>;
}

function SpanView({ span }: { readonly span: Span }): JSX.Element {
  switch (span.kind) {
    case 'text':
      return <Fragment>{visibleText(span.text)}</Fragment>;
    case 'strong':
      return <strong>{visibleText(span.text)}</strong>;
    case 'code':
      return <Code text={visibleText(span.text)} />;
    case 'link': {
      const href = safeHref(span.text);
      return href === undefined ? (
        <Fragment>{visibleText(span.text)}</Fragment>
      ) : (
        <a href={href} target="_blank" rel="noreferrer">
          {span.text}
        </a>
      );
    }
    default:
      return span.kind satisfies never;
  }
}

/** A digest is told by its beginning; the whole of it is its title. */
function Code({ text }: { readonly text: string }): JSX.Element {
  return /^[0-9a-f]{40,64}$/.test(text) ? (
    <code title={text}>{text.slice(0, 10)}…</code>
  ) : (
    <code>{text}</code>
  );
}
