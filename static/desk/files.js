// Choosing files in our own words: the browser writes its file box in the language of the machine. What would be refused for its size
// is not taken at all: the answer to it is a bare page, and what else was typed would have to be sought in a draft.
import { button } from './ask.js';

const NONE = '未选择文件';
const MB = 1024 * 1024;

/** All that the form would send as files; what else it says is small. */
const weight = (form) => [...form.elements].flatMap((part) => [...(part.files || [])]).reduce((sum, file) => sum + file.size, 0);

function dress(input) {
  const opener = button('选择文件', 'b-s');
  const names = document.createElement('span');
  const most = Number(document.body.dataset.uploadMb);
  names.className = 'file-names';
  names.setAttribute('role', 'status');
  const tell = () => {
    const sent = input.form ? weight(input.form) : 0;
    const isTooLarge = most > 0 && sent > most * MB - 65536;
    names.textContent = isTooLarge
      ? `所选文件共 ${(sent / MB).toFixed(1)} MB，上限 ${most} MB，没有选入。请缩小或分次上传。`
      : [...input.files].map((file) => file.name).join('、') || NONE;
    names.classList.toggle('is-bad', isTooLarge);
    if (isTooLarge) input.value = '';
  };
  if (input.getAttribute('aria-invalid')) opener.setAttribute('aria-invalid', 'true');
  opener.addEventListener('click', () => input.click());
  input.addEventListener('change', tell);
  input.classList.add('visually-hidden');
  input.tabIndex = -1;
  input.after(opener, names);
  tell();
}

document.querySelectorAll('input[type=file]').forEach(dress);
