// The keyboard: everything on the paper can be filled in without the mouse. keys.html lists the keys for the reader.
import { answerRow } from './boxes.js';
import { fieldsOf, isOpen, stops } from './fields.js';
import { leave } from './guard.js';
import { addRow, deleteRow, tableOf } from './rows.js';

const isTyping = (target) => target.matches('textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox]):not([type=button]):not([type=submit])');
const paperAt = (target) => target.closest('form[data-paper]') || document.querySelector('form[data-paper]');
const SAVE = 'button[data-save], button[type=submit].b-main';
const hasModal = () => Boolean(document.querySelector('dialog[open]'));

function press(found) {
  if (found) found.click();
  return Boolean(found);
}

/** Save by the button that says so; `data-save-add` saves and opens the next blank form. */
function save(form, andNew) {
  const saver = form && ((andNew && form.querySelector('button[data-save-add]')) || form.querySelector(SAVE));
  if (saver && !saver.disabled) form.requestSubmit(saver);
  return Boolean(saver);
}

function walk(field, by) {
  const form = field.form;
  const order = stops(form);
  const at = order.findIndex((stop) => stop === field || (stop.type === 'radio' && stop.name === field.name && stop.name));
  const next = order[at + by];
  const target = next || (by > 0 ? form.querySelector(SAVE) : null);
  if (!target) return;
  target.focus();
  if (target.select && target.matches('input:not([type=radio]):not([type=checkbox])')) target.select();
}

function enter(event) {
  const field = event.target;
  if (!field.matches('form[data-paper] input, form[data-paper] select, form[data-paper] textarea')) return false;
  if (field.type === 'submit' || field.type === 'button' || field.type === 'file') return false;
  if (field.tagName === 'TEXTAREA' && !event.shiftKey) return false;
  walk(field, event.shiftKey ? -1 : 1);
  return true;
}

function rate(event) {
  const row = event.target.closest('tr[data-rate]');
  if (!row || isTyping(event.target) || !/^[1-9]$/.test(event.key) || !answerRow(row, Number(event.key))) return false;
  const boxes = [...row.querySelectorAll('input[type=radio]')];
  const next = row.nextElementSibling && row.nextElementSibling.matches('tr[data-rate]') ? row.nextElementSibling : null;
  if (next) (next.querySelector('input[type=radio]:checked') || next.querySelector('input[type=radio]')).focus();
  else walk(boxes.find((box) => box.checked), row.querySelector('.cell-in') ? 2 : 1);
  return true;
}

function section(number) {
  const found = document.getElementById(`s${number}`);
  if (!found) return false;
  found.scrollIntoView({ block: 'start' });
  const first = fieldsOf(found).find(isOpen);
  if (first) first.focus({ preventScroll: true });
  return true;
}

function rows(event) {
  const plus = event.code === 'NumpadAdd' || event.key === '+' || event.key === '=';
  const minus = event.code === 'NumpadSubtract' || event.key === '-';
  if (!plus && !minus) return false;
  const row = event.target.closest('[data-lines] tbody tr');
  if (minus) {
    if (row) deleteRow(row);
    return Boolean(row);
  }
  const place = event.target.closest('.sec') || paperAt(event.target) || document;
  const table = event.target.closest('table[data-lines]') || place.querySelector('table[data-lines]');
  return Boolean(table) && press((table.closest('form') || document).querySelector(`[data-add-row="${table.dataset.lines}"]`));
}

function escape(event) {
  const menu = event.target.closest('details.menu[open]') || document.querySelector('details.menu[open]');
  if (menu) {
    menu.open = false;
    menu.querySelector('summary').focus();
  } else if (window.parent !== window) {
    window.parent.postMessage({ desk: 'leave' }, window.location.origin);
  } else if (event.target.matches('#q')) {
    event.target.blur();
  } else {
    const back = document.querySelector('a[data-leave]');
    if (!back) return false;
    leave(() => { window.location.assign(back.href); });
  }
  return true;
}

function withControl(event) {
  const key = event.key.toLowerCase();
  if (key === 's') return save(paperAt(event.target), false) || Boolean(paperAt(event.target));
  if (key === 'enter') return save(event.target.closest('form[data-paper]'), true);
  if (key === 'p') return press(document.querySelector('a[data-print]'));
  return false;
}

function withAlt(event) {
  const digit = /^Digit([1-9])$/.exec(event.code);
  if (digit) return section(Number(digit[1]));
  if (event.code === 'KeyN') return press(document.querySelector('a[data-new]'));
  return rows(event);
}

function find(event) {
  const box = document.getElementById('q');
  if (!box || isTyping(event.target)) return false;
  box.focus();
  box.select();
  return true;
}

function help() {
  const dialog = document.getElementById('keys');
  if (dialog) dialog.showModal();
  return Boolean(dialog);
}

function answer(event) {
  if ((event.ctrlKey || event.metaKey) && !event.altKey) return withControl(event);
  if (event.altKey) return withAlt(event);
  switch (event.key) {
    case 'Enter': return enter(event);
    case 'Escape': return escape(event);
    case 'F1': return help();
    case '/': return find(event);
    default: return rate(event);
  }
}

document.addEventListener('keydown', (event) => {
  // Keys of an input method and of an open dialog are theirs.
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || hasModal()) return;
  if (answer(event)) event.preventDefault();
});
