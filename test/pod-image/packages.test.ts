import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../core/gate/load-policy.ts';
import type { Recipe } from '../../core/wire/pod.ts';
import { buildInPod } from './support/pod-fixture.ts';
import { isPodIsolated } from './support/pod-isolation.ts';
import { readArtifact } from './support/read-artifact.ts';
import { preactApp, reactApp } from './support/typescript-apps.ts';

const policy = loadPolicy(readFileSync(new URL('../../policy.yaml', import.meta.url), 'utf8'));
const recipe: Recipe = [
  { step: 'types', program: 'check-types' },
  { step: 'test', program: 'node-test' },
  { step: 'build', program: 'vite-build' },
];

/** Each package by the entries that people import, used so that its types are read. */
const everything = `import { useEffect, useRef, useState } from 'react';
import { Link, MemoryRouter } from 'react-router-dom';
import { Route, Routes, useParams } from 'react-router';
import { DndContext, type DragEndEvent } from '@dnd-kit/core';
import { arrayMove, SortableContext, useSortable } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import clsx from 'clsx';
import { z } from 'zod';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { format } from 'date-fns';
import { de } from 'date-fns/locale';
import { marked } from 'marked';
import DOMPurify from 'dompurify';
import { Chart } from 'chart.js/auto';
import * as d3 from 'd3';
import * as THREE from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import L from 'leaflet';
import 'leaflet/dist/leaflet.css';
import { Trash2 } from 'lucide-react';
import { AnimatePresence, motion } from 'motion/react';
import Papa from 'papaparse';
import QRCode from 'qrcode';
import { nanoid } from 'nanoid';
import Fuse from 'fuse.js';
import { type DBSchema, openDB } from 'idb';
import hljs from 'highlight.js/lib/core';
import javascript from 'highlight.js/lib/languages/javascript';
import 'highlight.js/styles/github.css';
import './style.css';

hljs.registerLanguage('javascript', javascript);
const itemSchema = z.object({ id: z.string(), name: z.string().min(1) });
type Item = z.infer<typeof itemSchema>;
interface Kept extends DBSchema { items: { key: string; value: Item } }
const useItems = create<{ items: Item[]; add: (name: string) => void }>()(
  persist((set) => ({ items: [], add: (name) => set(({ items }) => ({ items: [...items, { id: nanoid(), name }] })) }), { name: 'items' }),
);
const found = (items: Item[], words: string): Item[] => new Fuse(items, { keys: ['name'] }).search(words).map(({ item }) => item);
const keep = async (item: Item): Promise<void> => {
  const kept = await openDB<Kept>('items', 1, { upgrade: (database) => void database.createObjectStore('items') });
  await kept.put('items', item, item.id);
};

function Row({ item }: { item: Item }) {
  const { attributes, listeners, setNodeRef, transform } = useSortable({ id: item.id });
  return (
    <motion.li ref={setNodeRef} style={{ transform: CSS.Transform.toString(transform) ?? '' }} className={clsx('p-2', item.name === '' && 'hidden')}>
      <span {...attributes} {...listeners}>{item.name}</span>
      <button type="button" aria-label="Keep" onClick={() => void keep(item)}><Trash2 size={16} /></button>
    </motion.li>
  );
}

function Board() {
  const { items, add } = useItems();
  const canvas = useRef<HTMLCanvasElement>(null);
  const map = useRef<HTMLDivElement>(null);
  const [code, setCode] = useState('');
  const { page } = useParams();
  useEffect(() => {
    if (canvas.current === null || map.current === null) return;
    const chart = new Chart(canvas.current, { type: 'bar', data: { labels: ['a'], datasets: [{ data: [d3.sum([1, 2])] }] } });
    const place = L.map(map.current).setView([0, 0], 2);
    const camera = new THREE.PerspectiveCamera();
    const controls = new OrbitControls(camera, map.current);
    void QRCode.toDataURL('hello').then(setCode);
    return () => { chart.destroy(); place.remove(); controls.dispose(); };
  }, []);
  const moved = ({ active, over }: DragEndEvent) => over && useItems.setState({ items: arrayMove(items, Number(active.id), Number(over.id)) });
  const html = DOMPurify.sanitize(marked.parse('# Hello', { async: false }));
  const rows = Papa.parse<string[]>('a,b').data;
  return (
    <DndContext onDragEnd={moved}>
      <p>{format(new Date(0), 'PPPP', { locale: de })} {page} {html.length} {rows.length} {hljs.highlight('let a', { language: 'javascript' }).value.length}</p>
      <canvas ref={canvas} /><div ref={map} />{code !== '' && <img src={code} alt="The code" />}
      <button type="button" onClick={() => add(String(found(items, 'milk').length))}>Add</button>
      <AnimatePresence><SortableContext items={items}><ul>{items.map((item) => <Row key={item.id} item={item} />)}</ul></SortableContext></AnimatePresence>
      <Link to="/">Home</Link>
    </DndContext>
  );
}

export const App = () => <MemoryRouter><Routes><Route path="/" element={<Board />} /></Routes></MemoryRouter>;
`;
const withSignals = `import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';

const count = signal(0);
export function Hello({ name }: { name: string }) {
  const [shown] = useState(name);
  return <button type="button" onClick={() => { count.value += 1; }}>Hello {shown} {count}</button>;
}
`;

const board = `import { test } from 'node:test';
import assert from 'node:assert/strict';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { App } from '@/App';

test('adds an item', async () => {
  render(<App />);
  assert.match(document.body.textContent ?? '', /Donnerstag, 1. Januar 1970/);
  await userEvent.setup().click(screen.getByRole('button', { name: 'Add' }));
  assert.equal(screen.getAllByRole('listitem').length, 1);
});
`;
const reactFiles = { ...reactApp, 'src/App.tsx': everything, 'test/app.test.tsx': board };
const preactFiles = {
  ...preactApp,
  'src/Hello.tsx': withSignals,
  'test/hello.test.tsx': `import { test } from 'node:test';
import assert from 'node:assert/strict';
import { render } from 'preact';
import { screen } from '@testing-library/dom';
import { Hello } from '../src/Hello';
import { greet } from '../src/greet';

test('counts', async () => {
  render(<Hello name={greet('you')} />, document.body);
  screen.getByRole('button').click();
  assert.ok(await screen.findByText('Hello Hello you 1'));
});
`,
};

/** What a tree imports, by the name of the package. */
const importedBy = (files: Readonly<Record<string, string>>): readonly string[] =>
  Object.values(files).flatMap((text) =>
    [...text.matchAll(/(?:from|import) '((?:@[\w-]+\/)?[\w-][\w.-]*)/g)].map(([, name = '']) => name),
  );

describe('the packages that apps may import', () => {
  it('all stand in these two apps', () => {
    const styles = Object.values(reactApp).join('\n').includes('@import "tailwindcss"')
      ? ['tailwindcss']
      : [];
    const imported = [...importedBy(reactFiles), ...importedBy(preactFiles), ...styles];
    expect(policy.stacks.node.packages.filter((name) => !imported.includes(name))).toEqual([]);
  });
});

describe.skipIf(!isPodIsolated)('an app with packages', { timeout: 120_000 }, () => {
  it('of React imports every one that goes with it, and passes types, tests and build within a pod', async () => {
    const { report, lines, mailbox } = await buildInPod({ files: reactFiles, stack: 'node', recipe });
    expect(report, lines.join('\n')).toMatchObject({ outcome: 'passed' });
    const style = Object.entries(await readArtifact(mailbox)).find(([path]) => path.endsWith('.css'))?.[1];
    expect(style).toContain('.leaflet-');
    expect(style).toContain('.hljs');
  });

  it('of Preact has its signals', async () => {
    const { report, lines } = await buildInPod({ files: preactFiles, stack: 'node', recipe });
    expect(report, lines.join('\n')).toMatchObject({ outcome: 'passed' });
  });
});
