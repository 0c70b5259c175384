// A list page: tick rows, see how many, and do one thing with all of them. Needs [data-list] around table and batch bar.

const boxesOf = (list) => [...list.querySelectorAll('input[data-one]')];

function show(list) {
  const boxes = boxesOf(list);
  const ticked = boxes.filter((box) => box.checked);
  const all = list.querySelector('input[data-all]');
  const bar = list.querySelector('[data-batch]');
  if (all) {
    all.checked = boxes.length > 0 && ticked.length === boxes.length;
    all.indeterminate = ticked.length > 0 && !all.checked;
  }
  boxes.forEach((box) => { const row = box.closest('tr'); if (row) row.classList.toggle('is-picked', box.checked); });
  if (!bar) return;
  bar.hidden = ticked.length === 0;
  bar.querySelectorAll('[data-count]').forEach((place) => { place.textContent = ticked.length; });
}

document.addEventListener('change', (event) => {
  const list = event.target.closest('[data-list]');
  if (!list || !event.target.matches('[data-all], [data-one]')) return;
  if (event.target.matches('[data-all]')) boxesOf(list).forEach((box) => { box.checked = event.target.checked; });
  show(list);
});

document.addEventListener('click', (event) => {
  const none = event.target.closest('[data-none]');
  const list = none && none.closest('[data-list]');
  if (!list) return;
  boxesOf(list).forEach((box) => { box.checked = false; });
  show(list);
});

// A batch form takes the ticked ids with it, in the order of the list.
document.addEventListener('submit', (event) => {
  const form = event.target;
  const list = form.matches('form[data-collect]') && form.closest('[data-list]');
  if (!list) return;
  form.querySelectorAll('input[data-collected]').forEach((input) => input.remove());
  boxesOf(list).filter((box) => box.checked).forEach((box) => {
    const input = document.createElement('input');
    Object.assign(input, { type: 'hidden', name: form.dataset.collect || 'ids', value: box.value });
    input.dataset.collected = '';
    form.append(input);
  });
}, true);

// The browser brings ticks back with the page.
window.addEventListener('pageshow', () => document.querySelectorAll('[data-list]').forEach(show));
