// The section navigator: how much of what must be filled is filled, where errors are, and which section one is in.
import { fieldsOf } from './fields.js';
import { isLoose } from './pick.js';

function isFilled(required) {
  if (required.getAttribute('role') && required.getAttribute('role') !== 'combobox') return fieldsOf(required).some((field) => field.checked);
  const pick = required.closest('[data-pick]');
  if (pick) return !isLoose(pick) && pick.querySelectorAll('input[type=hidden]:not([value=""])').length > 0;
  return required.value.trim() !== '';
}

function weigh(link) {
  const section = document.querySelector(link.hash);
  if (!section) return;
  const wrong = section.querySelectorAll('.cell.is-bad, td.is-bad, .pick.is-bad').length;
  const required = [...section.querySelectorAll('[aria-required=true]')];
  const filled = required.filter(isFilled).length;
  const words = wrong ? `${wrong} 处` : required.length ? `${filled}/${required.length}` : '选填';
  link.lastElementChild.textContent = words;
  link.classList.toggle('is-bad', wrong > 0);
  link.classList.toggle('is-ok', !wrong && required.length > 0 && filled === required.length);
}

const links = [...document.querySelectorAll('.nav-sec a[href^="#"]')];
const weighAll = () => links.forEach(weigh);

function here(section) {
  links.forEach((link) => {
    const is = link.hash === `#${section.id}`;
    link.classList.toggle('is-here', is);
    if (is) link.setAttribute('aria-current', 'location');
    else link.removeAttribute('aria-current');
  });
}

if (links.length) {
  ['input', 'change', 'focusout'].forEach((kind) => document.addEventListener(kind, () => setTimeout(weighAll)));
  document.addEventListener('focusin', (event) => {
    const section = event.target.closest('.sec[id]');
    if (section) here(section);
  });
  weighAll();
}
