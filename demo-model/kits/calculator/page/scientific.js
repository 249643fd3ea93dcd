import { arithmetic } from '../src/expression.js';
import { scientificActions, scientificGrammar } from '../src/scientific.js';

/** Scientific functions: more keys, and angles in degrees or radians. */
export function wireScientific(app) {
  const toggle = document.querySelector('#angle');
  const use = (angle) => {
    app.rules.grammar = scientificGrammar(arithmetic, angle);
    app.storage.write('angle', angle);
    toggle.textContent = angle === 'degrees' ? 'Deg' : 'Rad';
    toggle.setAttribute(
      'aria-label',
      angle === 'degrees'
        ? 'Deg: angles in degrees; switch to radians'
        : 'Rad: angles in radians; switch to degrees',
    );
    app.show(app.state);
  };
  app.rules.actions = { ...app.rules.actions, ...scientificActions };
  toggle.addEventListener('click', () =>
    use(app.storage.read('angle', 'degrees') === 'degrees' ? 'radians' : 'degrees'),
  );
  use(app.storage.read('angle', 'degrees') === 'radians' ? 'radians' : 'degrees');
}
