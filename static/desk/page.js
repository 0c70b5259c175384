// Small manners of every page: focus to what was refused, menus that shut, dialogs that open, a password one may see.
import { changed, fieldsOf, isOpen } from './fields.js';

const refused = document.querySelector('.note[role=alert][tabindex]');
if (refused) refused.focus();

// A step is about a few fields of a long paper: begin at the first of them.
const step = document.querySelector('form[data-focus-first]');
const first = !refused && step && fieldsOf(step).find(isOpen);
if (first) {
  first.focus({ preventScroll: true });
  (first.closest('.savebar') ? document.body : first.closest('.cell, td') || first).scrollIntoView({ block: first.closest('.savebar') ? 'start' : 'center' });
}

/** From a line of the error summary to the field, or to the first box of the question. */
function toField(event) {
  const link = event.target.closest('.note-bad a[href^="#"]');
  const found = link && document.getElementById(link.hash.slice(1));
  if (!found) return;
  const cell = found.closest('.cell, td, tr') || found;
  const field = found.matches('input, select, textarea') ? found : fieldsOf(cell).find(isOpen);
  event.preventDefault();
  (field || found).focus();
  (field || found).scrollIntoView({ block: 'center' });
}

function showPassword(shower) {
  const field = document.getElementById(shower.dataset.show);
  const shown = field.type === 'password';
  field.type = shown ? 'text' : 'password';
  shower.textContent = shown ? '隐藏密码' : '显示密码';
  shower.setAttribute('aria-pressed', String(shown));
  field.focus();
}

/** A phrase in common use goes where the writing is. */
function say(phrase) {
  const field = document.getElementById(phrase.closest('.phrases').dataset.into);
  field.value += phrase.textContent;
  changed(field);
  field.focus();
}

document.addEventListener('click', (event) => {
  const at = (selector) => event.target.closest(selector);
  document.querySelectorAll('details.menu[open]').forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  toField(event);
  if (at('button[data-show]')) showPassword(at('button[data-show]'));
  if (at('.phrases[data-into] button')) say(at('.phrases[data-into] button'));
  if (at('[data-open]')) document.getElementById(at('[data-open]').dataset.open).showModal();
  if (at('[data-close]')) at('dialog').close();
  if (at('a[data-go-back]') && window.history.length > 1) {
    event.preventDefault();
    window.history.back();
  }
});
