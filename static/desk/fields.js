// What stands in a form: the fields a person fills in, in the order of the paper, and their values.

const BUTTONS = ['hidden', 'submit', 'button', 'reset', 'image'];

/** Controls that a person types or ticks in, buttons and hidden ones left out. */
export function fieldsOf(root) {
  return [...root.querySelectorAll('input, select, textarea')].filter((field) => !BUTTONS.includes(field.type));
}

export const isTick = (field) => field.type === 'radio' || field.type === 'checkbox';

export const isOpen = (field) => !field.disabled && !field.readOnly && field.tabIndex >= 0 && field.getClientRects().length > 0;

/** All radios of one question; any other field stands alone. */
export function groupOf(field) {
  if (field.type !== 'radio' || !field.name || !field.form) return [field];
  return [...field.form.elements].filter((other) => other.type === 'radio' && other.name === field.name);
}

/** Where Enter goes, in order: each question of boxes is one stop, at its answer or else at its first box. */
export function stops(form) {
  return fieldsOf(form).filter(isOpen).filter((field) => {
    const group = groupOf(field).filter(isOpen);
    return (group.find((other) => other.checked) || group[0]) === field;
  });
}

/** The values a form would send for a name. */
export function valuesOf(form, name) {
  return [...form.elements]
    .filter((field) => field.name === name && !field.disabled && (!isTick(field) || field.checked))
    .map((field) => field.value);
}

/** Tell the page that a script has filled a field. */
export function changed(field) {
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
}

/** Write one value into one control or into the boxes of its name. Returns false where there is no such option. */
export function write(field, value) {
  const text = value === null || value === undefined ? '' : value === true ? '1' : value === false ? '0' : String(value);
  if (field.type === 'radio') {
    const answer = groupOf(field).find((other) => other.value === text);
    groupOf(field).forEach((other) => { other.checked = other === answer; });
    return Boolean(answer) || text === '';
  }
  if (field.type === 'checkbox') field.checked = value === true || text === field.value;
  else field.value = text;
  return field.type === 'checkbox' || field.value === text || field.tagName === 'TEXTAREA';
}
