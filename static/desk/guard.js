// A form is sent once, and is not left by mistake while it holds something unsaved.
import { ask } from './ask.js';
import { reach } from './reach.js';
import { say } from './say.js';
import { same, take } from './snapshot.js';

const AGAIN = 3000;
const CUT_OFF = '网络中断，没有保存。内容留在本页，恢复后请再保存';

const isGivenUp = (submitter) => Boolean(submitter && 'giveUp' in submitter.dataset);

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

/** No second press while the first is on its way; returns what opens the form again. */
function lock(form, submitter) {
  sent.add(form);
  const buttons = [...form.elements].filter((part) => part.type === 'submit' && !part.disabled);
  // After the browser has read the pressed button's own value.
  setTimeout(() => { if (sent.has(form)) buttons.forEach((part) => { part.disabled = true; }); });
  const unlock = () => { sent.delete(form); buttons.forEach((part) => { part.disabled = false; }); };
  const staysHere = form.target || 'stays' in form.dataset || (submitter && submitter.formTarget);
  if (staysHere) setTimeout(unlock, AGAIN);
  window.addEventListener('pageshow', unlock, { once: true });
  return unlock;
}

/** A form that takes no file along goes as plain fields, which the server reads in a fraction of the time of parts; returns what undoes it. */
function lighten(form) {
  const files = [...form.elements].filter((part) => part.type === 'file' && !part.disabled);
  if (!files.length || files.some((part) => part.files.length)) return () => {};
  const parts = form.enctype;
  const setPlain = (isPlain) => {
    form.enctype = isPlain ? 'application/x-www-form-urlencoded' : parts;
    files.forEach((part) => { part.disabled = isPlain; });
  };
  setPlain(true);
  return () => setPlain(false);
}

/** Send a form as the pressed button would. */
function send(form, submitter) {
  const pressed = document.createElement('input');
  if (submitter && submitter.name) {
    Object.assign(pressed, { type: 'hidden', name: submitter.name, value: submitter.value });
    form.append(pressed);
    window.addEventListener('pageshow', () => pressed.remove(), { once: true });
  }
  if (submitter && submitter.hasAttribute('formaction')) form.action = submitter.formAction;
  const restore = lighten(form);
  HTMLFormElement.prototype.submit.call(form);
  restore();
}

/** A form that makes something is sent once the server is known to be there: a page of the browser's own would lose what is typed. */
async function sendIfReached(form, submitter) {
  const unlock = lock(form, submitter);
  if (await reach(form)) {
    send(form, submitter);
    return;
  }
  unlock();
  say(form, CUT_OFF, true);
  if (submitter) submitter.focus({ preventScroll: true });
}

document.addEventListener('submit', (event) => {
  if (event.defaultPrevented) return;
  const form = event.target;
  if (sent.has(form)) {
    event.preventDefault();
  } else if (form.elements.namedItem('slip') && form.method === 'post' && !('draftOffer' in form.dataset) && !isGivenUp(event.submitter)) {
    event.preventDefault();
    sendIfReached(form, event.submitter);
  } else {
    lock(form, event.submitter);
  }
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
