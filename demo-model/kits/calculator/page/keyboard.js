import { keyFor } from '../src/keyboard.js';

/** Keyboard input: the keys of the keyboard press the keys on screen, and show it. */
export function wireKeyboard(app) {
  document.addEventListener('keydown', (event) => {
    const key = keyFor(event);
    const isOnButton = event.target instanceof Element && event.target.closest('button') !== null;
    if (key === null || (event.key === 'Enter' && isOnButton)) return;
    const onScreen = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!onScreen) return;
    event.preventDefault();
    app.press(key);
    onScreen.classList.add('is-pressed');
    setTimeout(() => onScreen.classList.remove('is-pressed'), 120);
  });
}
