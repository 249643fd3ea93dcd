import { currentTheme, describeTheme, otherTheme } from '../src/theme.js';

/** Dark mode: a toggle that follows the system until it is used. */
export function wireTheme({ storage }) {
  const toggle = document.querySelector('#theme-toggle');
  const system = window.matchMedia?.('(prefers-color-scheme: dark)');
  let chosen = storage.read('theme', null);
  const theme = () => currentTheme(chosen, system?.matches === true);
  const show = () => {
    const { pressed, hint } = describeTheme(theme());
    document.documentElement.dataset.theme = theme();
    toggle.setAttribute('aria-pressed', pressed);
    toggle.title = hint;
  };
  toggle.addEventListener('click', () => {
    chosen = otherTheme(theme());
    storage.write('theme', chosen);
    show();
  });
  system?.addEventListener?.('change', show);
  show();
}
