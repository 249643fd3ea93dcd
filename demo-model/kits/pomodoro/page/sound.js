import { playChime } from '../src/chime.js';

/** Sound: a chime when a phase ends. Browsers allow it only after a press, so it is made ready by the first start. */
export function wireSound(app) {
  const toggle = document.querySelector('#sound');
  let isOn = app.storage.read('sound', true) !== false;
  let audio = null;
  const ready = () => {
    if (isOn && audio === null && window.AudioContext) audio = new window.AudioContext();
    audio?.resume?.();
  };
  const show = () => {
    toggle.setAttribute('aria-pressed', String(isOn));
    toggle.title = isOn ? 'Turn the sound off' : 'Turn the sound on';
  };
  toggle.addEventListener('click', () => {
    isOn = !isOn;
    app.storage.write('sound', isOn);
    show();
    ready();
    if (isOn) playChime(audio, 'focus');
  });
  app.onStart.push(ready);
  app.onEnd.push((ended) => {
    if (isOn) document.documentElement.dataset.chimed = String(playChime(audio, ended));
  });
  show();
}
