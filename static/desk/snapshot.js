// All that a person has put into a form, as plain data: to see whether it has changed.
import { isTick } from './fields.js';
import { picked } from './pick.js';
import { rowsOf } from './rows.js';

const NEVER = ['password', 'file', 'submit', 'button', 'reset', 'image'];

function isKept(field) {
  if (!field.name || NEVER.includes(field.type) || field.name === 'csrf_token' || field.closest('[data-pick], [data-no-draft]')) return false;
  // Hidden fields belong to the server (tokens, versions), but the ids of child rows move with their rows.
  return field.type !== 'hidden' || Boolean(field.closest('[data-lines] tbody'));
}

const picksOf = (form) => [...form.querySelectorAll('[data-pick]')];
const tablesOf = (form) => [...form.querySelectorAll('table[data-lines]')];

export function take(form) {
  const fields = {};
  [...form.elements].filter(isKept).forEach((field) => {
    const values = fields[field.name] || (fields[field.name] = []);
    if (!isTick(field) || field.checked) values.push(field.value);
  });
  const picks = {};
  picksOf(form).forEach((pick) => { picks[pick.dataset.name] = picked(pick); });
  const rows = {};
  tablesOf(form).forEach((table) => { rows[table.dataset.lines] = rowsOf(table).length; });
  return { fields, picks, rows };
}

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
