// Long text is never hidden behind a scroll bar: a text area is as high as what stands in it, and at least as the paper has it.

function grow(area) {
  if (area.scrollHeight > area.clientHeight) area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
}

const growAll = (root) => root.querySelectorAll('textarea.cell-in').forEach(grow);

document.addEventListener('input', (event) => { if (event.target.matches('textarea.cell-in')) grow(event.target); });
document.addEventListener('change', (event) => growAll(event.target.closest('form') || document));
growAll(document);
