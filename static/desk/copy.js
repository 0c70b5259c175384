// A text that is shown once is copied by a button. The old way first: the browser's clipboard is closed to pages without encryption.

document.addEventListener('click', async (event) => {
  const opener = event.target.closest('[data-copy]');
  if (!opener) return;
  const source = document.getElementById(opener.dataset.copy);
  source.select();
  let done = document.execCommand('copy');
  if (!done && navigator.clipboard) done = await navigator.clipboard.writeText(source.value).then(() => true, () => false);
  opener.lastChild.textContent = done ? '已复制' : '请按 Ctrl C 复制';
});
