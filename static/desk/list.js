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

// What a row can do beyond its words is added where somebody points, so that a page of rows stays light.
const rowsOf = (table) => [...table.tBodies[0].rows];

function nameTicks(table) {
  rowsOf(table).forEach((row) => row.querySelector('[name=ids]').setAttribute('aria-label', `选择 ${row.querySelector('.no a').textContent}`));
}

function offerPrint(row) {
  const go = row.querySelector('.go');
  if (!go || go.querySelector('.extra') || !row.closest('table').hasAttribute('data-printed')) return;
  const link = document.createElement('a');
  const href = `${row.querySelector('.no a').getAttribute('href')}/print`;
  Object.assign(link, { className: 'extra', href, target: '_blank', rel: 'noopener', textContent: '打印' });
  go.prepend(link);
}

function tellWhole(cell) {
  if (cell.scrollWidth > cell.clientWidth && !cell.title) cell.title = cell.textContent;
}

document.querySelectorAll('table.is-rows').forEach((table) => {
  nameTicks(table);
  if (window.matchMedia('(hover: none)').matches) rowsOf(table).forEach(offerPrint);
  ['pointerover', 'focusin'].forEach((kind) => table.addEventListener(kind, (event) => {
    const cell = event.target.closest('tbody td');
    if (!cell) return;
    offerPrint(cell.parentElement);
    tellWhole(cell);
  }));
});

// The browser brings ticks back with the page.
window.addEventListener('pageshow', () => document.querySelectorAll('form[data-batch]').forEach(show));

// A choice that is a whole question of its own goes at once; the button beside it is for browsers without scripts.
document.querySelectorAll('select[data-submit]').forEach((choice) => {
  choice.addEventListener('change', () => choice.form.requestSubmit());
  choice.form.querySelectorAll('button[type=submit]').forEach((button) => { button.hidden = true; });
});
