import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { asBuilt } from './test-hooks/as-built.ts';
import { openDom } from './test-hooks/open-dom.ts';
import { resolveOwn } from './test-hooks/resolve-own.ts';

// Preloaded before an app's tests: they load what the build would load, by the names that the build knows. Whatever is not the app's is left alone,
// but for the styles of packages, which no engine loads.
const tree = pathToFileURL(`${process.cwd()}/`).href;
const isStyle = /\.css$/;
const needsDom = /^@testing-library\/(?:dom|react|user-event)$/;

// React tells itself from a page's by it, and its test tools refuse to work without.
process.env.NODE_ENV = 'test';

registerHooks({
  resolve(specifier, context, next) {
    if (needsDom.test(specifier)) openDom();
    const isOwn = context.parentURL?.startsWith(tree) === true;
    const own = isOwn ? resolveOwn(specifier, { parent: context.parentURL as string, tree }) : undefined;
    return next(own ?? specifier, context);
  },
  load(url, context, next) {
    const isBuilt = url.startsWith(tree) || isStyle.test(url);
    const built = isBuilt ? asBuilt(new URL(url), context.importAttributes.type) : undefined;
    return built === undefined ? next(url, context) : { format: 'module', shortCircuit: true, source: built };
  },
});
