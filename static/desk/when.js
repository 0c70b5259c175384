// Cells that must be filled only while another field says so: the star comes and goes, the cell stays where the paper has it.
import { fieldsOf, isTick, valuesOf } from './fields.js';

function holds(form, { name, values, not }) {
  const found = valuesOf(form, name).filter((value) => value !== '');
  const here = values && values.length ? found.some((value) => values.map(String).includes(value)) : found.length > 0;
  return here !== Boolean(not);
}

function show(cell, needed) {
  cell.classList.toggle('is-idle', !needed);
  const words = cell.querySelector('.cell-k > span, th[scope=row], .sign-k');
  const star = words && words.querySelector('.req');
  if (needed && words && !star) {
    const made = document.createElement('b');
    made.className = 'req';
    made.setAttribute('aria-hidden', 'true');
    made.textContent = '*';
    words.prepend(made);
  } else if (!needed && star) {
    star.remove();
  }
  const carriers = cell.getAttribute('role') ? [cell] : fieldsOf(cell).filter((field) => !isTick(field)).slice(0, 1);
  carriers.forEach((carrier) => {
    if (needed) carrier.setAttribute('aria-required', 'true');
    else carrier.removeAttribute('aria-required');
  });
}

function weigh(form) {
  form.querySelectorAll('[data-when]').forEach((cell) => {
    const conditions = [].concat(JSON.parse(cell.dataset.when));
    // A deciding field that this step does not show is the server's knowledge: leave what it has drawn.
    const known = conditions.filter((condition) => [...form.elements].some((field) => field.name === condition.name));
    if (known.length) show(cell, known.every((condition) => holds(form, condition)));
  });
}

document.addEventListener('change', (event) => {
  const form = event.target.form || event.target.closest('form');
  if (form) weigh(form);
});
document.querySelectorAll('form').forEach(weigh);
