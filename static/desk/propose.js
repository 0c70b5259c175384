// What the house proposes for a choice, such as the department that handles a category. What a person has typed is never replaced;
// an earlier proposal is.
import { changed, groupOf, valuesOf, write } from './fields.js';
import { say } from './say.js';

const proposed = new WeakMap();

function propose(form, name, value) {
  const field = [...form.elements].find((other) => other.name === name && other.type !== 'hidden' && !other.disabled);
  if (!field) return false;
  const first = groupOf(field)[0];
  const now = valuesOf(form, name).filter((text) => text !== '').join('\n');
  if (now === value || (now !== '' && proposed.get(first) !== now)) return false;
  write(field, value);
  proposed.set(first, value);
  changed(field);
  return true;
}

document.addEventListener('change', (event) => {
  const { form, name } = event.target;
  const held = form && name ? form.querySelector(`[data-proposes="${CSS.escape(name)}"]`) : null;
  if (!held) return;
  const chosen = valuesOf(form, name).find((value) => value !== '') || '';
  const filled = Object.entries(JSON.parse(held.dataset.values)[chosen] || {}).filter(([target, value]) => propose(form, target, value));
  if (filled.length) say(held, `已按规定带出 ${filled.length} 项，可以更改`);
});
