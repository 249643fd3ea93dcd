import { page } from './pod-fixture.ts';

const pageOf = (script: string): string =>
  page('<div id="root"></div>', `<script type="module" src="/src/${script}"></script>`).replace(
    '<link rel="stylesheet" href="style.css">',
    '',
  );

/** What people write: views in .tsx, imports without endings, a short name for src/, an enum, text as text, styles with Tailwind. */
export const reactApp: Readonly<Record<string, string>> = {
  'index.html': pageOf('main.tsx'),
  'package.json': '{"type":"module","private":true}',
  'tsconfig.json': '{"compilerOptions":{"jsx":"preserve","jsxImportSource":"evil","strict":false}}',
  'src/main.tsx':
    "import { createRoot } from 'react-dom/client';\nimport { App } from './App';\nimport './style.css';\n\ncreateRoot(document.getElementById('root')!).render(<App />);\n",
  'src/App.tsx': `import { useState } from 'react';
import { add, Kind, type Item } from '@/list';
import note from './note.md?raw';

export function App() {
  const [items, setItems] = useState<Item[]>([]);
  const timer: number = setTimeout(() => undefined, 0);
  return (
    <main className="bg-amber-300 from-partial" data-timer={timer} data-mode={import.meta.env.MODE}>
      <p>{note}</p>
      <button type="button" onClick={() => setItems(add(items, 'Milk', Kind.Food))}>Add milk</button>
      <ul>{items.map((item) => <li key={item.id}>{item.name}</li>)}</ul>
    </main>
  );
}
`,
  'src/list.ts': `export enum Kind {
  Food,
  Other,
}
export interface Item {
  readonly id: number;
  readonly name: string;
  readonly kind: Kind;
}

export function add(items: Item[], name: string, kind: Kind): Item[] {
  if (name.trim() === '') return items;
  return [...items, { id: items.length, name, kind }];
}
`,
  'src/note.md': 'Bring # water\n',
  'src/style.css': '@import "tailwindcss";\n@import "./styles/partial.css";\n@theme { --color-ink: #111; }\n',
  'src/styles/partial.css': '.from-partial { @apply underline; background: url("./dot.svg"); }\n',
  'src/styles/dot.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'test/list.test.ts': `import { test } from 'node:test';
import assert from 'node:assert/strict';
import { add, Kind } from '../src/list.ts';

test('adds what has a name', () => {
  const timer: NodeJS.Timeout = setTimeout(() => undefined, 0);
  clearTimeout(timer);
  assert.equal(add([], ' ', Kind.Other).length, 0);
  assert.deepEqual(add([], 'Milk', Kind.Food), [{ id: 0, name: 'Milk', kind: Kind.Food }]);
});
`,
  'test/app.test.tsx': `import { test } from 'node:test';
import assert from 'node:assert/strict';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { App } from '@/App';

test('adds milk', async () => {
  render(<App />);
  await userEvent.setup().click(screen.getByRole('button', { name: 'Add milk' }));
  assert.ok(screen.getByText('Milk'));
});

test('finds a page that is clean again', () => {
  assert.equal(document.body.textContent, '');
  localStorage.setItem('lime', 'bg-lime-700');
});
`,
};

/** The same in Preact, whose JSX React's would not fit. */
export const preactApp: Readonly<Record<string, string>> = {
  'index.html': pageOf('main.tsx'),
  'package.json': '{"type":"module","private":true}',
  'src/main.tsx':
    "import { render } from 'preact';\nimport { Hello } from './Hello';\n\nrender(<Hello name=\"you\" />, document.getElementById('root')!);\n",
  'src/Hello.tsx':
    'import { greet } from \'./greet\';\n\nexport const Hello = ({ name }: { name: string }) => <p class="hello">{greet(name)}</p>;\n',
  'src/greet.ts': "export const greet = (name: string): string => 'Hello ' + name;\n",
  'test/hello.test.tsx': `import { test } from 'node:test';
import assert from 'node:assert/strict';
import { render } from 'preact';
import { screen } from '@testing-library/dom';
import { Hello } from '../src/Hello';

test('greets', () => {
  render(<Hello name="you" />, document.body);
  assert.ok(screen.getByText('Hello you'));
});
`,
};
