// A form is sent once, and is not left by mistake while it holds something unsaved.
import { ask } from './ask.js';
import { same, take } from './snapshot.js';

const AGAIN = 3000;

const first = new Map();
const sent = new WeakSet();
let leaving = false;

/** Whether the form differs from what came with the page, or came back refused. */
export function isUnsaved(form) {
  if (sent.has(form) || leaving) return false;
  return form.dataset.fresh === '0' || (first.has(form) && !same(first.get(form), take(form)));
}

const anyUnsaved = () => [...first.keys()].some(isUnsaved);

/** Go somewhere else; asks where something would be lost. */
export async function leave(go) {
  if (anyUnsaved() && !(await ask('已填写的内容尚未保存，离开后可从草稿恢复。', { title: '离开这一页', yes: '离开', no: '继续填写', bad: true }))) return;
  leaving = true;
  go();
}

function lock(form, submitter) {
  sent.add(form);
  const buttons = [...form.elements].filter((part) => part.type === 'submit' && !part.disabled);
  // After the browser has read the pressed button's own value.
  setTimeout(() => buttons.forEach((part) => { part.disabled = true; }));
  const unlock = () => { sent.delete(form); buttons.forEach((part) => { part.disabled = false; }); };
  const staysHere = form.target || 'stays' in form.dataset || (submitter && submitter.formTarget);
  if (staysHere) setTimeout(unlock, AGAIN);
  window.addEventListener('pageshow', unlock, { once: true });
}

document.addEventListener('submit', (event) => {
  if (event.defaultPrevented) return;
  if (sent.has(event.target)) event.preventDefault();
  else lock(event.target, event.submitter);
});

window.addEventListener('beforeunload', (event) => {
  if (!anyUnsaved()) return;
  event.preventDefault();
  event.returnValue = '';
});

function watch(form) {
  first.set(form, take(form));
  const tell = () => {
    if (anyUnsaved()) document.documentElement.dataset.unsaved = '1';
    else delete document.documentElement.dataset.unsaved;
  };
  ['input', 'change'].forEach((kind) => form.addEventListener(kind, () => setTimeout(tell)));
  tell();
}

document.querySelectorAll('form[data-paper], form[data-draft]').forEach(watch);
