import { parseMarkdown, TAGS } from '../src/markdown.js';

/** Live preview: the open note as a page, built from elements and text and never from HTML. */
export function wirePreview(app) {
  const buttons = [...document.querySelectorAll('.views button')];
  const isWide = () => window.matchMedia?.('(min-width: 64rem)').matches === true;
  let show = app.storage.read('view', isWide() ? 'both' : 'write');
  const render = () => {
    const view = show === 'both' && !isWide() ? 'write' : show;
    document.getElementById('pane').dataset.show = view;
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.show === view));
    const blocks = parseMarkdown(app.opened()?.text ?? '');
    document.getElementById('preview').replaceChildren(...blocks.map(buildNode));
  };
  for (const button of buttons) {
    button.addEventListener('click', () => {
      show = button.dataset.show;
      app.storage.write('view', show);
      render();
    });
  }
  window.addEventListener('resize', render);
  app.onOpen.push(render);
  render();
}

function buildNode(node) {
  if (typeof node === 'string') return document.createTextNode(node);
  if (!TAGS.has(node.tag)) return document.createTextNode('');
  const element = document.createElement(node.tag);
  for (const [name, value] of Object.entries(node.attributes)) element.setAttribute(name, value);
  if (node.tag === 'a' && !node.attributes.href.startsWith('#')) element.target = '_blank';
  element.append(...node.children.map(buildNode));
  return element;
}
