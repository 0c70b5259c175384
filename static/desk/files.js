// Choosing files in our own words: the browser writes its file box in the language of the machine.
import { button } from './ask.js';

const NONE = '未选择文件';

function dress(input) {
  const opener = button('选择文件', 'b-s');
  const names = document.createElement('span');
  names.className = 'file-names';
  names.setAttribute('role', 'status');
  const tell = () => { names.textContent = [...input.files].map((file) => file.name).join('、') || NONE; };
  if (input.getAttribute('aria-invalid')) opener.setAttribute('aria-invalid', 'true');
  opener.addEventListener('click', () => input.click());
  input.addEventListener('change', tell);
  input.classList.add('visually-hidden');
  input.tabIndex = -1;
  input.after(opener, names);
  tell();
}

document.querySelectorAll('input[type=file]').forEach(dress);
