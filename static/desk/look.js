// Size of letters, light or dark: seen at once and kept by the server, without leaving a half-filled form.

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!form.matches('form[data-look]')) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const chosen = new FormData(form);
  const root = document.documentElement;
  root.classList.remove('font-large', 'font-huge');
  if (chosen.get('font')) root.classList.add(`font-${chosen.get('font')}`);
  if (chosen.get('theme') === 'dark') root.dataset.bsTheme = 'dark';
  else delete root.dataset.bsTheme;
  const menu = form.closest('details');
  if (menu) menu.open = false;
  fetch(form.action, { method: 'POST', body: chosen, credentials: 'same-origin' })
    .then((answer) => { if (!answer.ok) throw new Error(answer.statusText); })
    .catch(() => form.insertAdjacentText('beforeend', '设置未能保存，下次登录时恢复原样'));
}, true);
