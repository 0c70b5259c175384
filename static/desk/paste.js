// 从 Excel 粘贴: cells copied from a worksheet become child rows. What does not fit is said, and nothing typed is lost.
import { button, paper } from './ask.js';
import { changed, fieldsOf, isOpen, write } from './fields.js';
import { type } from './pick.js';
import { addRow, isBlank, limitOf, rowsOf, tableOf, tell } from './rows.js';

const YES = ['是', '有', '√', '✓', '1', 'true', 'y', 'yes'];

/** Tab-separated lines as Excel copies them; a cell with a line break or a tab stands in quotes. */
export function parse(text) {
  const lines = [[]];
  const cell = /(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/g;
  for (let found = cell.exec(text); found && !(found[0] === '' && found.index >= text.length); found = cell.exec(text)) {
    lines[lines.length - 1].push((found[1] === undefined ? found[2] : found[1].replace(/""/g, '"')).trim());
    if (found[3] !== '\t') lines.push([]);
    if (found[3] === '') break;
  }
  return lines.filter((line) => line.some(Boolean));
}

/** The columns one can paste into: the open fields of a row, one per question of boxes. */
function columnsOf(row) {
  const seen = new Set();
  return fieldsOf(row).filter(isOpen).filter((field) => field.type !== 'file' && (field.type !== 'radio' || (!seen.has(field.name) && seen.add(field.name))));
}

/** Write one pasted text; false where the field has no such option. */
function put(field, text) {
  if (text === '') return true;
  const pick = field.closest('[data-pick]');
  if (pick) type(pick, text);
  else if (field.tagName === 'SELECT') return putOption(field, [...field.options], (option) => option.text, text);
  else if (field.type === 'radio') {
    const group = [...field.closest('.boxes, td').querySelectorAll('input[type=radio]')];
    return putOption(field, group, (box) => box.parentElement.textContent, text);
  } else if (field.type === 'checkbox') write(field, YES.includes(text.toLowerCase()));
  else write(field, text);
  return true;
}

function putOption(field, options, words, text) {
  const found = options.find((option) => words(option).trim() === text || option.value === text);
  return Boolean(found) && write(field, found.value);
}

function pour(table, lines) {
  const free = rowsOf(table).filter((row) => isBlank(row, table));
  const unknown = [];
  const filled = lines.map((line) => {
    const row = free.shift() || addRow(table);
    columnsOf(row).forEach((field, at) => {
      if (at < line.length && !put(field, line[at])) unknown.push(`第 ${rowsOf(table).indexOf(row) + 1} 行“${line[at]}”`);
    });
    return row;
  });
  changed(table);
  const missed = unknown.length ? `；选项中没有，未填入：${unknown.slice(0, 5).join('、')}${unknown.length > 5 ? ' 等' : ''}` : '';
  tell(table, `已粘贴 ${lines.length} 行${missed}`);
  columnsOf(filled[0])[0].focus();
}

function open(table) {
  const dialog = paper('从 Excel 粘贴');
  const heads = [...table.tHead.rows[0].cells].filter((cell) => !cell.matches('.w1, .w4')).map((cell) => cell.textContent.replace('*', '').trim());
  dialog.insertAdjacentHTML('beforeend', '<p></p><label class="visually-hidden" for="pasted">粘贴的内容</label><textarea class="say-box" id="pasted" rows="8"></textarea><p class="err" role="alert"></p><div class="ask-b"></div>');
  const [words, error] = dialog.querySelectorAll('p');
  const box = dialog.querySelector('textarea');
  words.textContent = `在 Excel 中选中并复制单元格，粘贴到下框。各列依次为：${heads.join('、')}`;
  const refuse = button('取消');
  const agree = button('填入', 'b-main');
  dialog.querySelector('.ask-b').append(refuse, agree);
  refuse.addEventListener('click', () => dialog.close());
  agree.addEventListener('click', () => {
    const lines = parse(box.value);
    const room = limitOf(table) - rowsOf(table).filter((row) => !isBlank(row, table)).length;
    if (!lines.length) error.textContent = '没有可填入的内容';
    else if (lines.length > room) error.textContent = `粘贴了 ${lines.length} 行，最多还可填入 ${room} 行，请删减后再填入`;
    else {
      dialog.close();
      pour(table, lines);
    }
  });
  dialog.showModal();
  box.focus();
}

document.addEventListener('click', (event) => {
  const paster = event.target.closest('button[data-paste-rows]');
  if (paster) open(tableOf(paster.form || document, paster.dataset.pasteRows));
});
