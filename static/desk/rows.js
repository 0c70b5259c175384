// Child rows inside a form, posted as `materials-0-name`: add, delete, renumber, fill. The blank row is a <template>.
import { ask } from './ask.js';
import { changed, fieldsOf, isTick, write } from './fields.js';

const NUMBERED = ['name', 'id', 'for', 'data-now', 'data-name', 'aria-controls', 'aria-describedby', 'aria-labelledby', 'aria-label'];

export const tableOf = (root, key) => root.querySelector(`table[data-lines="${key}"]`);
export const rowsOf = (table) => [...table.tBodies[0].rows];
export const limitOf = (table) => Number(table.dataset.max) || Infinity;

/** A fresh blank row, not yet on the page. */
function blank(table, index) {
  const drawn = document.querySelector(`template[data-row="${table.dataset.lines}"]`);
  const made = document.createElement('template');
  made.innerHTML = drawn.innerHTML.replace(/__i__/g, index);
  return made.content.querySelector('tr');
}

const lastName = (field) => field.name.slice(field.name.lastIndexOf('-') + 1);
const contentOf = (field) => (isTick(field) ? String(field.checked) : field.value);

/** Whether nothing was typed into a row: it looks like a blank one. */
export function isBlank(row, table) {
  const model = fieldsOf(blank(table, 0)).map(contentOf);
  return fieldsOf(row).every((field, at) => contentOf(field) === model[at]);
}

/** The row's number stands beside its hidden id in one cell. */
function number(cell, written) {
  if (cell.firstChild && cell.firstChild.nodeType === Node.TEXT_NODE) cell.firstChild.nodeValue = written;
  else cell.prepend(String(written));
}

function renumber(table) {
  const old = new RegExp(`(^|[ -])${table.dataset.lines}-\\d+-`, 'g');
  rowsOf(table).forEach((row, index) => {
    [row, ...row.querySelectorAll('*')].forEach((part) => {
      NUMBERED.filter((name) => part.hasAttribute(name)).forEach((name) => {
        const value = part.getAttribute(name);
        const fresh = name === 'aria-label' ? value.replace(/第 \d+ 行/, `第 ${index + 1} 行`) : value.replace(old, `$1${table.dataset.lines}-${index}-`);
        if (fresh !== value) part.setAttribute(name, fresh);
      });
      if ('no' in part.dataset) number(part, index + 1);
    });
  });
  tell(table);
}

/** The line under the rows: how many are allowed, or that no more are. */
export function tell(table, sentence = '') {
  const form = table.closest('form') || document;
  const line = form.querySelector(`[data-row-say="${table.dataset.lines}"]`);
  const full = rowsOf(table).length >= limitOf(table);
  form.querySelectorAll(`[data-add-row="${table.dataset.lines}"]`).forEach((adder) => { adder.disabled = full; });
  if (!line) return;
  if (!line.dataset.first) line.dataset.first = line.textContent;
  line.textContent = sentence || (full ? `已达 ${limitOf(table)} 行，不能再增加` : line.dataset.first);
}

/** Append a blank row; null where the limit is reached. */
export function addRow(table, focus = false) {
  if (rowsOf(table).length >= limitOf(table)) {
    tell(table);
    return null;
  }
  const row = blank(table, rowsOf(table).length);
  table.tBodies[0].append(row);
  renumber(table);
  const first = fieldsOf(row)[0];
  if (focus && first) first.focus();
  return row;
}

/** Take a row away; one that holds something is asked about first. */
export async function deleteRow(row) {
  const table = row.closest('table');
  const index = rowsOf(table).indexOf(row);
  if (!isBlank(row, table) && !(await ask(`第 ${index + 1} 行已填写的内容将一并删除。`, { title: '删除这一行', yes: '删除', bad: true }))) return;
  row.remove();
  renumber(table);
  const next = rowsOf(table)[Math.min(index, rowsOf(table).length - 1)];
  const focus = next ? fieldsOf(next)[0] : table.closest('form').querySelector(`[data-add-row="${table.dataset.lines}"]`);
  if (focus) focus.focus();
  changed(table);
}

/** Make the table hold exactly so many rows. */
function setCount(table, count) {
  while (rowsOf(table).length > count) table.tBodies[0].lastElementChild.remove();
  while (rowsOf(table).length < count && addRow(table));
  renumber(table);
}

/** Child rows that come with a picked record: into an empty table at once, over a filled one only when agreed. */
export async function fillRows(form, key, lines) {
  const table = tableOf(form, key);
  if (!table) return;
  const used = rowsOf(table).filter((row) => !isBlank(row, table)).length;
  const title = table.caption ? table.caption.textContent : '清单';
  if (used && !(await ask(`“${title}”已填写 ${used} 行，换成所选事项的 ${lines.length} 行？`, { title, yes: '换成新清单', no: '保留原有内容' }))) return;
  setCount(table, 0);
  lines.slice(0, limitOf(table)).forEach((line) => {
    const row = addRow(table);
    fieldsOf(row).forEach((field) => { if (lastName(field) in line) write(field, line[lastName(field)]); });
  });
  if (lines.length > limitOf(table)) tell(table, `清单共 ${lines.length} 行，最多填入 ${limitOf(table)} 行`);
  changed(table);
}

document.addEventListener('click', (event) => {
  const adder = event.target.closest('button[data-add-row]');
  const remover = event.target.closest('button[data-del-row]');
  if (adder) {
    const table = tableOf(adder.form || document, adder.dataset.addRow);
    addRow(table, true);
    changed(table);
  } else if (remover) {
    deleteRow(remover.closest('tr'));
  }
});

document.querySelectorAll('table[data-lines]').forEach((table) => tell(table));
