// A text that is shown once is copied by a button, also where the page came without encryption and the browser's clipboard is closed.

document.addEventListener('click', async (event) => {
  const opener = event.target.closest('[data-copy]');
  if (!opener) return;
  const source = document.getElementById(opener.dataset.copy);
  source.select();
  let done = false;
  try {
    await navigator.clipboard.writeText(source.value);
    done = true;
  } catch {
    done = document.execCommand('copy');
  }
  opener.lastChild.textContent = done ? '已复制' : '请按 Ctrl C 复制';
});
