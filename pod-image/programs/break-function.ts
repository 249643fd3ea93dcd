import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Marks the module as it is, behind the one that stands in for it. */
const whole = '?gantry-whole';

const { searchParams } = new URL(import.meta.url);
const name = searchParams.get('name') ?? '';
const target = new URL(searchParams.get('path') ?? '', `${pathToFileURL(process.cwd()).href}/`).href;

// Preloaded before the tests of an app: one function of one module gives nothing any more, for everybody who imports it.
registerHooks({
  load(url, context, nextLoad) {
    if (url !== target) return nextLoad(url, context);
    const { source } = nextLoad(url, context);
    const hasDefault = /^export\s+default\b|\bas\s+default\b/m.test(String(source));
    return { format: 'module', shortCircuit: true, source: standIn(hasDefault) };
  },
});

function standIn(hasDefault: boolean): string {
  const from = JSON.stringify(target + whole);
  const lines = [`export * from ${from};`];
  if (name === 'default') lines.push('export default function () {}');
  else
    lines.push(`export function ${name}() {}`, ...(hasDefault ? [`export { default } from ${from};`] : []));
  return lines.join('\n');
}
