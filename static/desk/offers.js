// Boxes that hang on a choice: only what the chosen one has is offered (`data-has` of the option, codes with blanks between).

function narrow(select) {
  const chosen = select.selectedOptions[0];
  const has = chosen && chosen.value ? chosen.dataset.has.split(' ') : null;
  document.querySelectorAll(`input[type=checkbox][name="${select.dataset.offers}"]`).forEach((box) => {
    const isOffered = !has || has.includes(box.value);
    box.closest('label').hidden = !isOffered;
    if (!isOffered) box.checked = false;
  });
}

document.querySelectorAll('select[data-offers]').forEach((select) => {
  select.addEventListener('change', () => narrow(select));
  narrow(select);
});
