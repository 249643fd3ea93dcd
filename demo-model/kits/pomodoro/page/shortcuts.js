import { shortcutFor } from '../src/shortcuts.js';

/** Keyboard shortcuts: start and pause, reset, skip. */
export function wireShortcuts(app) {
  document.addEventListener('keydown', (event) => {
    const target = event.target instanceof Element ? event.target : document.body;
    const action = shortcutFor({
      key: event.key,
      ctrlKey: event.ctrlKey,
      altKey: event.altKey,
      metaKey: event.metaKey,
      isTyping: target.closest('input, textarea, select') !== null,
      isOnButton: target.closest('button') !== null,
    });
    if (action === null) return;
    event.preventDefault();
    app[action]();
  });
}
