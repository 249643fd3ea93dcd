import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Content, Operation, SchemaNode } from './open-api.ts';
import { readSchema } from './open-api.ts';
import { TryIt } from './try-it.tsx';

/** One route: what it is for, what it takes, what it answers. */
export function OperationCard({ operation }: { readonly operation: Operation }): JSX.Element {
  const { id, method, path, summary, isPublic, parameters, contents } = operation;
  return (
    <article class="card operation" id={id} aria-label={`${method} ${path}`}>
      <div class="card-head">
        <h3>
          <span class={`method method-${method.toLowerCase()}`}>{method}</span>
          <code>{path}</code>
        </h3>
        <span class="badge badge-plain">{isPublic ? 'anyone' : 'signed in'}</span>
      </div>
      <div class="card-body stack">
        <p>{summary}</p>
        {parameters.length > 0 && (
          <Tree
            title="Parameters"
            note=""
            nodes={parameters.map((one) => ({
              ...readSchema(one.name, one.schema, one.isRequired),
              name: `${one.name} (${one.place})`,
            }))}
          />
        )}
        {contents.map((content) => (
          <ContentView key={`${content.label} ${content.mediaType}`} content={content} />
        ))}
        <TryFold operation={operation} />
      </div>
    </article>
  );
}

/** The form is made when somebody wants it: a page of forms for every route would be a slow one. */
function TryFold({ operation }: { readonly operation: Operation }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="fold try-fold" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <strong>Try it</strong>
        <span class="visually-hidden"> {operation.id}</span>
      </summary>
      {isOpen && <TryIt operation={operation} />}
    </details>
  );
}

function ContentView({ content }: { readonly content: Content }): JSX.Element {
  const root = readSchema('', content.schema, true);
  return (
    <Tree
      title={content.label}
      note={root.children.length === 0 ? `${content.mediaType}, ${root.type}` : content.mediaType}
      nodes={root.children}
    />
  );
}

function Tree({
  title,
  note,
  nodes,
}: {
  readonly title: string;
  readonly note: string;
  readonly nodes: readonly SchemaNode[];
}): JSX.Element {
  return (
    <section class="tree-part">
      <h4>
        {title} <span class="muted">{note}</span>
      </h4>
      <Nodes nodes={nodes} />
    </section>
  );
}

function Nodes({ nodes }: { readonly nodes: readonly SchemaNode[] }): JSX.Element | null {
  if (nodes.length === 0) return null;
  return (
    <ul class="tree">
      {nodes.map((node) => (
        <li key={node.name}>
          {node.children.length === 0 ? (
            <Line node={node} />
          ) : (
            <details class="fold">
              <summary>
                <Line node={node} />
              </summary>
              <Nodes nodes={node.children} />
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}

function Line({ node }: { readonly node: SchemaNode }): JSX.Element {
  return (
    <span class="tree-line">
      <code>{node.name}</code>
      <span class="muted">{node.type}</span>
      {!node.isRequired && <span class="tree-optional">optional</span>}
      {node.description !== '' && <span class="muted">{node.description}</span>}
    </span>
  );
}
