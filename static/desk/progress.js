// The section navigator: how much of what must be filled is filled, where errors are, and which section one is in.
import { fieldsOf, isTick } from './fields.js';
import { picked } from './pick.js';

/** What must be filled bears a star; the stars of a table's head stand for its rows and are counted by the server. */
function demanded(section) {
  return [...section.querySelectorAll('.req')].map((star) => star.closest('.cell, tr[data-rate], .sign')).filter((holder) => holder && fieldsOf(holder).length);
}

function isFilled(holder) {
  const pick = holder.querySelector('[data-pick]');
  if (pick) return picked(pick).items.length > 0;
  return fieldsOf(holder).some((field) => (isTick(field) ? field.checked : field.value.trim() !== ''));
}

function weigh(link) {
  const section = document.querySelector(link.hash);
  if (!section) return;
  const wrong = section.querySelectorAll('.cell.is-bad, td.is-bad, tr.is-bad, .sign.is-bad, .cell:not(.is-bad) .pick.is-bad').length;
  const holders = demanded(section);
  const filled = holders.filter(isFilled).length;
  const words = holders.length ? `${filled}/${holders.length}` : '选填';
  link.lastElementChild.textContent = wrong ? `${wrong} 处` : words;
  link.classList.toggle('is-bad', wrong > 0);
  link.classList.toggle('is-ok', !wrong && holders.length > 0 && filled === holders.length);
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
