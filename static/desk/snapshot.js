// All that a person has put into a form, as plain data: to see whether it has changed, to keep a draft, to put it back.
import { isTick } from './fields.js';
import { picked, restore as restorePick } from './pick.js';
import { rowsOf, setCount } from './rows.js';

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

export function putBack(form, { fields, picks, rows }) {
  tablesOf(form).forEach((table) => { if (table.dataset.lines in rows) setCount(table, rows[table.dataset.lines]); });
  const left = {};
  Object.entries(fields).forEach(([name, values]) => { left[name] = [...values]; });
  [...form.elements].filter((field) => isKept(field) && left[field.name]).forEach((field) => {
    if (isTick(field)) field.checked = left[field.name].includes(field.value);
    else if (left[field.name].length) field.value = left[field.name].shift();
  });
  picksOf(form).forEach((pick) => { if (picks[pick.dataset.name]) restorePick(pick, picks[pick.dataset.name]); });
  form.dispatchEvent(new Event('change', { bubbles: true }));
}

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
