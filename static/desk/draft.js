// Drafts: what is typed into form[data-draft] is kept in this browser until it is saved, and offered back.
import { button } from './ask.js';
import { moment } from './clock.js';
import { isUnsaved } from './guard.js';
import { say } from './say.js';
import { putBack, same, take } from './snapshot.js';

const PREFIX = 'desk-draft:';
const SENT = 'desk-sent';
const WAIT = 1000;
const KEPT_FOR = 7 * 24 * 3600 * 1000;

// Two people may share one browser: a draft belongs to the person and the paper.
const keyOf = (form) => `${PREFIX}${document.documentElement.dataset.user || ''}:${form.dataset.draft}`;

function read(key) {
  const found = localStorage.getItem(key);
  return found === null ? null : JSON.parse(found);
}

function keep(form) {
  const at = Date.now();
  try {
    localStorage.setItem(keyOf(form), JSON.stringify({ at, base: form.dataset.base || '', snapshot: take(form) }));
  } catch (error) {
    if (error.name !== 'QuotaExceededError') throw error;
    say(form, '草稿未能保存，请及时保存本单', true);
    return;
  }
  say(form, `草稿已于 ${moment(at).slice(11)} 自动保存`);
}

function watch(form) {
  let timer = 0;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => { if (isUnsaved(form)) keep(form); }, WAIT);
  };
  form.addEventListener('input', later);
  form.addEventListener('change', later);
  // Bubbling on the form comes before the guard's turn on the document, so an unsaved form still counts as one.
  form.addEventListener('submit', () => {
    clearTimeout(timer);
    if (isUnsaved(form)) keep(form);
    sessionStorage.setItem(SENT, keyOf(form));
  });
}

/** A draft that differs from the page is offered; nothing is put back unasked. */
function offer(form) {
  const draft = read(keyOf(form));
  if (!draft) return;
  if (same(draft.snapshot, take(form))) {
    localStorage.removeItem(keyOf(form));
    return;
  }
  const moved = draft.base !== (form.dataset.base || '') ? '本单此后已有改动，恢复后请逐项核对。' : '';
  const note = document.createElement('div');
  note.className = 'note note-warn draft-note';
  note.setAttribute('role', 'status');
  const words = document.createElement('p');
  words.textContent = `发现 ${moment(draft.at).slice(5)} 自动保存的草稿，尚未保存为单据。${moved}`;
  const back = button('恢复草稿', 'b-s b-main');
  const drop = button('放弃草稿', 'b-s');
  back.addEventListener('click', () => {
    putBack(form, draft.snapshot);
    note.remove();
    say(form, '已恢复草稿，请核对后保存');
  });
  drop.addEventListener('click', () => {
    localStorage.removeItem(keyOf(form));
    note.remove();
    say(form, '草稿已放弃');
  });
  note.append(words, back, drop);
  form.before(note);
}

function forgetOld() {
  Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => {
    if (Date.now() - JSON.parse(localStorage.getItem(key)).at > KEPT_FOR) localStorage.removeItem(key);
  });
}

/** The draft of the form that was sent goes once the next page says that it was saved, and not before. */
function forgetSent() {
  const address = new URL(window.location.href);
  const isSaved = address.searchParams.get('done') === '1' || document.querySelector('[data-draft-done], [data-picked-id]');
  const key = sessionStorage.getItem(SENT);
  if (isSaved && key) localStorage.removeItem(key);
  if (isSaved || document.querySelector('form[data-fresh="0"]')) sessionStorage.removeItem(SENT);
  if (address.searchParams.has('done')) {
    address.searchParams.delete('done');
    window.history.replaceState(window.history.state, '', address);
  }
}

forgetSent();
forgetOld();
document.querySelectorAll('form[data-draft]').forEach((form) => {
  if (form.dataset.fresh !== '0') offer(form);
  watch(form);
});
