// Another record, found by typing (a combobox). What is typed is never sent as if it were picked.
import { changed } from './fields.js';
import { give, shade } from './gives.js';
import { fillRows } from './rows.js';

const WAIT = 150;
const NOT_PICKED = '请从列表中选取';
const NOTHING = '没有符合条件的记录';
const FAILED = '查询未能完成，请稍后再试';
const LOGGED_OUT = '登录已过期，请在新窗口登录后再试';

const states = new WeakMap();
let options = 0;

const partsOf = (pick) => ({
  input: pick.querySelector('[role=combobox]'),
  list: pick.querySelector('[role=listbox]'),
  hidden: pick.querySelector(':scope > input[type=hidden]'),
});
const isMany = (pick) => pick.dataset.many === '1';

function stateOf(pick) {
  if (!states.has(pick)) {
    const { input, hidden } = partsOf(pick);
    const id = hidden ? hidden.value : '';
    states.set(pick, { id, label: id ? input.defaultValue : '', items: [], active: -1, timer: 0, request: null, enter: false });
  }
  return states.get(pick);
}

/** What is picked, and text that is not. */
export function picked(pick) {
  const { input, hidden } = partsOf(pick);
  const tokens = [...pick.querySelectorAll('.token')].map((token) => ({ id: token.querySelector('input').value, label: token.firstChild.textContent }));
  const items = isMany(pick) ? tokens : [{ id: hidden.value, label: input.value }].filter((item) => item.id);
  return { items, typed: isMany(pick) || !hidden.value ? input.value : '' };
}

function set(pick, { id, label }) {
  const { input, hidden } = partsOf(pick);
  const state = stateOf(pick);
  if (isMany(pick)) {
    input.value = '';
    if (id !== '' && !picked(pick).items.some((item) => item.id === String(id))) addToken(pick, id, label);
  } else {
    hidden.value = id;
    input.value = label;
    Object.assign(state, { id: String(id), label: id === '' ? '' : label });
  }
  unmark(pick);
}

function addToken(pick, id, label) {
  const token = pick.querySelector('template').content.firstElementChild.cloneNode(true);
  token.firstChild.textContent = label;
  token.querySelector('input').value = id;
  token.querySelector('button').setAttribute('aria-label', `移除 ${label}`);
  pick.querySelector('.picked').append(token);
}

/** A record has been picked: it is written, and so is what it gives. */
export function choose(pick, item) {
  const { input } = partsOf(pick);
  close(pick);
  set(pick, item);
  changed(input);
  give(pick, item.gives || {}, (other, value) => set(other, value));
  shade(pick, item.masked || {});
  Object.entries(item.rows || {}).forEach(([key, lines]) => fillRows(input.form, key, lines));
}

/** A record that has just been made elsewhere. What it gives to this form only the lookup of this field knows. */
export async function chooseMade(pick, made) {
  choose(pick, made);
  const { items } = await ask(pick, made.label).catch(() => ({ items: [] }));
  const found = items.find((item) => String(item.id) === String(made.id));
  if (found) choose(pick, found);
}

// -- searching ------------------------------------------------------------------------------------------------------------

/** What the server finds for a text. */
async function ask(pick, text, signal) {
  const url = new URL(pick.dataset.url, window.location.href);
  url.searchParams.set('q', text);
  const answer = await fetch(url, { headers: { Accept: 'application/json' }, credentials: 'same-origin', signal });
  if (answer.redirected || answer.status === 401) throw new Error(LOGGED_OUT);
  if (!answer.ok) throw new Error(FAILED);
  return answer.json();
}

function search(pick) {
  const { input } = partsOf(pick);
  const state = stateOf(pick);
  clearTimeout(state.timer);
  if (state.request) state.request.abort();
  const request = new AbortController();
  state.request = request;
  ask(pick, input.value.trim(), request.signal)
    .then(({ items }) => show(pick, items, items.length ? '' : NOTHING), (error) => {
      if (error.name !== 'AbortError') show(pick, [], error.message === LOGGED_OUT ? LOGGED_OUT : FAILED);
    })
    .finally(() => { if (state.request === request) state.request = null; });
}

function show(pick, items, sentence) {
  const { input, list } = partsOf(pick);
  const state = stateOf(pick);
  if (document.activeElement !== input) return;
  if (state.enter && items.length === 1) {
    choose(pick, items[0]);
    return;
  }
  Object.assign(state, { items, enter: false });
  list.replaceChildren(...items.map(option));
  if (sentence) {
    const none = document.createElement('li');
    none.className = 'none';
    none.textContent = sentence;
    list.append(none);
  }
  list.hidden = false;
  input.setAttribute('aria-expanded', 'true');
  activate(pick, items.length ? 0 : -1);
  list.scrollIntoView({ block: 'nearest' });
}

function option(item) {
  const line = document.createElement('li');
  options += 1;
  line.id = `option-${options}`;
  line.setAttribute('role', 'option');
  line.append(item.label);
  if (item.hint) {
    const hint = document.createElement('small');
    hint.textContent = item.hint;
    line.append(hint);
  }
  return line;
}

function activate(pick, index) {
  const { input, list } = partsOf(pick);
  const lines = [...list.querySelectorAll('[role=option]')];
  stateOf(pick).active = index;
  lines.forEach((line, at) => line.setAttribute('aria-selected', String(at === index)));
  if (lines[index]) {
    input.setAttribute('aria-activedescendant', lines[index].id);
    lines[index].scrollIntoView({ block: 'nearest' });
  } else {
    input.removeAttribute('aria-activedescendant');
  }
}

function close(pick) {
  const { input, list } = partsOf(pick);
  const state = stateOf(pick);
  clearTimeout(state.timer);
  if (state.request) state.request.abort();
  Object.assign(state, { request: null, enter: false, active: -1 });
  list.hidden = true;
  input.setAttribute('aria-expanded', 'false');
  input.removeAttribute('aria-activedescendant');
}

// -- what is typed and not picked -------------------------------------------------------------------------------------------

/** Text without a record behind it, which the server would not get. */
export const isLoose = (pick) => picked(pick).typed.trim() !== '';

function mark(pick) {
  if (pick.querySelector('.pick-err')) return;
  const { input } = partsOf(pick);
  const words = document.createElement('p');
  words.className = 'err pick-err';
  words.textContent = NOT_PICKED;
  pick.classList.add('is-bad');
  input.setAttribute('aria-invalid', 'true');
  pick.append(words);
}

function unmark(pick) {
  pick.classList.remove('is-bad');
  pick.querySelectorAll('.pick-err').forEach((words) => words.remove());
  partsOf(pick).input.removeAttribute('aria-invalid');
}

/** On leaving the field: the one record of exactly that name is meant, anything else is marked. */
function settle(pick) {
  const { input } = partsOf(pick);
  const same = stateOf(pick).items.filter((item) => item.label === input.value.trim());
  close(pick);
  if (!isLoose(pick)) return;
  if (same.length === 1) choose(pick, same[0]);
  else mark(pick);
}

/** Text from elsewhere (Excel): kept and marked until somebody picks. */
export function type(pick, text) {
  const { input } = partsOf(pick);
  stateOf(pick);
  input.value = text;
  changed(input);
  close(pick);
  if (isLoose(pick)) mark(pick);
}

// -- events -----------------------------------------------------------------------------------------------------------------

const pickAt = (target) => (target.matches('[data-pick] [role=combobox]') ? target.closest('[data-pick]') : null);

function typed(event) {
  const pick = pickAt(event.target);
  if (!pick || event.isComposing) return;
  const { input, hidden } = partsOf(pick);
  const state = stateOf(pick);
  if (hidden) hidden.value = input.value === state.label ? state.id : '';
  if (hidden && hidden.value) return;
  unmark(pick);
  clearTimeout(state.timer);
  if (input.value.trim() === '') close(pick);
  else state.timer = setTimeout(search, WAIT, pick);
}

document.addEventListener('input', typed);
document.addEventListener('compositionend', typed);

document.addEventListener('focusout', (event) => {
  const pick = event.target.closest && event.target.closest('[data-pick]');
  if (pick && !pick.contains(event.relatedTarget)) settle(pick);
});

document.addEventListener('pointerdown', (event) => {
  if (event.target.closest('[data-pick] [role=listbox]')) event.preventDefault();
});
document.addEventListener('mousedown', (event) => {
  if (event.target.closest('[data-pick] [role=listbox]')) event.preventDefault();
});

document.addEventListener('click', (event) => {
  const pick = event.target.closest('[data-pick]');
  if (!pick) return;
  const line = event.target.closest('[role=option]');
  const token = event.target.closest('[data-unpick]') && event.target.closest('.token');
  const { input, list } = partsOf(pick);
  if (line) {
    choose(pick, stateOf(pick).items[[...list.children].indexOf(line)]);
  } else if (token) {
    token.remove();
    changed(input);
    input.focus();
  } else if (event.target === input && input.value === '' && list.hidden) {
    search(pick);
  }
});

document.addEventListener('keydown', (event) => {
  const pick = pickAt(event.target);
  if (!pick || event.isComposing || event.keyCode === 229) return;
  const { input, list } = partsOf(pick);
  const state = stateOf(pick);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && list.hidden) {
    search(pick);
  } else if (step) {
    activate(pick, (state.active + step + state.items.length) % Math.max(state.items.length, 1));
  } else if (event.key === 'Enter' && !event.ctrlKey && !list.hidden && state.items[state.active]) {
    choose(pick, state.items[state.active]);
  } else if (event.key === 'Enter' && !event.ctrlKey && !event.shiftKey && isLoose(pick)) {
    // A scanner sends Enter before the list can be here: the only match will be taken when it comes.
    state.enter = true;
    if (!state.request) search(pick);
  } else if (event.key === 'Escape' && !list.hidden) {
    close(pick);
  } else if (event.key === 'Backspace' && isMany(pick) && input.value === '') {
    const tokens = pick.querySelectorAll('.token');
    if (!tokens.length) return;
    tokens[tokens.length - 1].remove();
    changed(input);
  } else {
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
});

document.addEventListener('submit', (event) => {
  const loose = [...event.target.querySelectorAll('[data-pick]')].filter(isLoose);
  if (!loose.length || (event.submitter && event.submitter.formNoValidate)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  loose.forEach(mark);
  partsOf(loose[0]).input.focus();
}, true);
