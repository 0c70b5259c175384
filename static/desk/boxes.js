// Boxes (□): an optional answer that is clicked again is taken back. Ratings: one button answers every row.
import { changed, groupOf } from './fields.js';

let wasChecked = null;

function boxAt(target) {
  const label = target.closest('label');
  const box = label ? label.control : target.closest('input');
  return box && box.type === 'radio' && box.closest('[data-optional]') && !box.disabled ? box : null;
}

function takeBack(box) {
  box.checked = false;
  changed(box);
}

document.addEventListener('pointerdown', (event) => {
  const box = boxAt(event.target);
  wasChecked = box && box.checked ? box : null;
});

document.addEventListener('click', (event) => {
  if (event.target === wasChecked) {
    wasChecked = null;
    takeBack(event.target);
  }
});

document.addEventListener('keydown', (event) => {
  const box = event.key === ' ' ? boxAt(event.target) : null;
  if (box && box.checked) {
    event.preventDefault();
    takeBack(box);
  }
});

document.addEventListener('click', (event) => {
  const all = event.target.closest('[data-rate-all]');
  if (!all) return;
  const rows = (all.closest('.sec') || all.form || document).querySelectorAll('tr[data-rate]');
  rows.forEach((row) => answerRow(row, Number(all.dataset.rateAll) || 1));
});

/** Tick the nth answer of a rating row; the return says whether there is one. */
export function answerRow(row, nth) {
  const answers = [...row.querySelectorAll('input[type=radio]')];
  const answer = answers[nth - 1];
  if (!answer || answer.disabled) return false;
  groupOf(answer).forEach((other) => { other.checked = other === answer; });
  changed(answer);
  return true;
}
