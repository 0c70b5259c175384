// 现在 and 今天: the present moment as it is written on our papers, in Shanghai time, whatever the machine's zone.
import { changed } from './fields.js';

const SHANGHAI = { timeZone: 'Asia/Shanghai', hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' };
const writer = new Intl.DateTimeFormat('en-GB', SHANGHAI);

// The server may say what time it is, so that a wrong clock on the desk does not write a moment that the server then refuses.
const served = Date.parse(document.documentElement.dataset.clock || '');
const ahead = Number.isNaN(served) ? 0 : served - Date.now();

/** `YYYY-MM-DD HH:MM` of the present moment, or of another one. */
export function moment(at = Date.now() + ahead) {
  const part = {};
  writer.formatToParts(at).forEach(({ type, value }) => { part[type] = value; });
  return `${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}`;
}

document.addEventListener('click', (event) => {
  const now = event.target.closest('button[data-now]');
  if (!now) return;
  const field = document.getElementById(now.dataset.now);
  field.value = now.dataset.nowKind === 'day' ? moment().slice(0, 10) : moment();
  changed(field);
  field.focus();
});
