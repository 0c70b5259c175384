// A button that opens a menu elsewhere on the page: a[data-opens] names it.
document.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-opens]');
  const menu = opener && document.getElementById(opener.dataset.opens);
  if (!menu) return;
  event.preventDefault();
  menu.open = true;
  menu.scrollIntoView({ block: 'nearest' });
  menu.querySelector('button').focus();
});
