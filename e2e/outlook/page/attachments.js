import { iconButton } from './compose-markup.js';
import { h } from './dom.js';
import { upload } from './service.js';
import { language, word } from './words.js';

const size = (bytes) =>
  new Intl.NumberFormat(language, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 }).format(
    Math.max(1, Math.round(bytes / 1024)),
  );

/** Files of one compose, by the paper clip or dropped on it. */
export function makeAttachments(draft, changed) {
  const area = h('div', { role: 'listbox', 'aria-label': word.attachments, class: 'files', hidden: draft.files.length === 0 });
  const input = h('input', { type: 'file', multiple: true, hidden: true, tabindex: '-1' });
  const show = (file) => {
    const remove = () => {
      draft.files = draft.files.filter((one) => one !== file);
      card.remove();
      area.hidden = draft.files.length === 0;
      changed();
    };
    const card = h(
      'div',
      { role: 'option', tabindex: '0', title: file.name, 'aria-label': `${file.name} ${size(file.size)}`, class: 'file' },
      h('span', { class: 'file-name' }, file.name),
      h('span', { class: 'file-size' }, size(file.size)),
      h('button', { type: 'button', class: 'quiet', 'aria-label': `${word.remove} ${file.name}`, onclick: remove }, '×'),
    );
    area.hidden = false;
    area.append(card);
  };
  const attach = async (files) => {
    for (const { name, type, size: bytes } of files) draft.files.push({ name, type, size: bytes });
    for (const file of draft.files.slice(-files.length)) show(file);
    // A file belongs to a draft that the server knows.
    await draft.save();
    for (const file of files) await upload(file, draft.itemId);
    changed();
  };
  input.addEventListener('change', () => {
    attach([...input.files]);
    // So that the same file can be chosen again.
    input.value = '';
  });
  const drop = (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    attach([...event.dataTransfer.files]);
  };
  for (const file of draft.files) show(file);
  return { area, input, drop, button: iconButton(null, 'AttachRegular', word.attach, () => input.click()) };
}
