// What a picked record gives to other fields. A value the person has typed is never replaced; one from an earlier pick is.
import { changed, groupOf, isTick, valuesOf, write } from './fields.js';
import { say } from './say.js';

const given = new WeakMap();

/** The name in this form: a pick inside a child row gives to its own row first. */
function nameIn(form, pick, name) {
  const row = pick.closest('[data-lines] tbody tr');
  const own = row && /^(.+-\d+-)/.exec(pick.dataset.name);
  return own && form.elements[own[1] + name] ? own[1] + name : name;
}

/** Boxes send an empty value first, so that “nothing ticked” arrives: that field is not theirs to fill. */
const isMarker = (form, field) => field.type === 'hidden' && [...form.elements].some((other) => isTick(other) && other.name === field.name);

const textOf = (value) => String(value && typeof value === 'object' ? value.id : value === null || value === undefined ? '' : value);

/** Fill by name. `setPick(pick, {id, label})` writes a link, whose value is such a pair. */
export function give(pick, gives, setPick) {
  const { form } = pick.querySelector('[role=combobox]');
  let filled = 0;
  Object.entries(gives).forEach(([name, value]) => {
    const target = nameIn(form, pick, name);
    const field = [...form.elements].find((other) => other.name === target && !other.disabled && !other.readOnly && !isMarker(form, other));
    if (!field) return;
    const first = groupOf(field)[0];
    const now = valuesOf(form, target).filter((text) => text !== '').join('\n');
    if (now === textOf(value) || (now !== '' && given.get(first) !== now)) return;
    const link = field.closest('[data-pick]');
    if (link) setPick(link, value && typeof value === 'object' ? value : { id: '', label: '' });
    else write(field, value);
    given.set(first, valuesOf(form, target).filter((text) => text !== '').join('\n'));
    changed(link ? link.querySelector('[role=combobox]') : field);
    filled += 1;
  });
  if (filled) say(pick, `已带入 ${filled} 项，请核对`);
}

const shaded = new WeakMap();

/** What the record gives and this person does not see: its box shows it masked, and the saving fills it in. */
export function shade(pick, masked) {
  const { form } = pick.querySelector('[role=combobox]');
  (shaded.get(pick) || []).forEach(([field, before]) => { field.placeholder = before; });
  const found = Object.entries(masked).map(([name, words]) => {
    const field = form.elements[nameIn(form, pick, name)];
    if (!field || field.value !== '' || !('placeholder' in field)) return null;
    const before = field.placeholder;
    field.placeholder = `${words}（保存时由档案带入）`;
    return [field, before];
  });
  shaded.set(pick, found.filter(Boolean));
}
