// Pages in part (htmx): every request carries the token against forgery, and focus follows what has been exchanged.

document.addEventListener('htmx:configRequest', (event) => {
  event.detail.headers['X-CSRFToken'] = document.querySelector('meta[name=csrf-token]').content;
});

document.addEventListener('htmx:afterSwap', (event) => {
  const heading = event.detail.target.querySelector('h1, h2, [tabindex="-1"]');
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus();
});
