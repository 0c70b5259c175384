// A list page: tick rows, see how many, and do one thing with all of them. The rows stand inside form[data-batch].

const boxesOf = (form) => [...form.querySelectorAll('tbody input[type=checkbox][name=ids]')];

function show(form) {
  const boxes = boxesOf(form);
  const ticked = boxes.filter((box) => box.checked).length;
  const all = form.querySelector('[data-batch-all]');
  if (all) {
    all.checked = boxes.length > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && !all.checked;
  }
  boxes.forEach((box) => box.closest('tr').classList.toggle('is-picked', box.checked));
  form.querySelectorAll('[data-batch-bar]').forEach((bar) => { bar.hidden = ticked === 0; });
  form.querySelectorAll('[data-batch-count]').forEach((place) => { place.textContent = ticked; });
}

function tickAll(form, checked) {
  boxesOf(form).forEach((box) => { box.checked = checked; });
  show(form);
}

document.addEventListener('change', (event) => {
  const form = event.target.closest('form[data-batch]');
  if (!form) return;
  if (event.target.matches('[data-batch-all]')) tickAll(form, event.target.checked);
  else show(form);
});

document.addEventListener('click', (event) => {
  const clear = event.target.closest('[data-batch-clear]');
  if (clear) tickAll(clear.form, false);
});

// The browser brings ticks back with the page.
window.addEventListener('pageshow', () => document.querySelectorAll('form[data-batch]').forEach(show));

// A choice that is a whole question of its own goes at once; the button beside it is for browsers without scripts.
document.querySelectorAll('select[data-submit]').forEach((choice) => {
  choice.addEventListener('change', () => choice.form.requestSubmit());
  choice.form.querySelectorAll('button[type=submit]').forEach((button) => { button.hidden = true; });
});
