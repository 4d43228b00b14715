import { element, onPress, safe } from './dom.js';
import { account } from './switches.js';
import { word } from './words.js';

const kilobytes = (size) => `(${Math.max(1, Math.round(size / 1024)).toLocaleString(document.documentElement.lang)}K)`;

const card = ({ name, size, type }) =>
  `<div class="dL" tabindex="0" data-type="${safe(type)}"><input type="hidden" name="attach" value="practice"><div class="dQ"><a class="dO"><div class="vI">${safe(name)}</div> <div class="vJ">${kilobytes(size)}</div></a><div role="progressbar" aria-label="${safe(name)}"></div><div class="vq" role="button" tabindex="0" aria-label="${word.remove} ${safe(name)}">×</div></div></div>`;

/** While files are dragged over a window it is covered by two zones, in the page's body: for pictures in the text, and for files. */
function offerZones(root, attach) {
  let zones = [];
  const hide = () => {
    for (const zone of zones) zone.remove();
    zones = [];
  };
  root.addEventListener('dragenter', () => {
    if (zones.length > 0) return;
    const { top, left, width, height } = root.getBoundingClientRect();
    zones = ['aC7', 'aC7 aWP'].map((name, place) => {
      const zone = element(`<div class="${name}"><div class="aC9">${word.attach}</div></div>`);
      const half = Math.floor(height / 2) - 1;
      const px = { top: Math.ceil(top) + place * half, left: Math.ceil(left), width: Math.floor(width) - 1, height: half };
      for (const [side, length] of Object.entries(px)) zone.style[side] = `${length}px`;
      zone.addEventListener('drop', (event) => {
        event.preventDefault();
        hide();
        attach([...event.dataTransfer.files]);
      });
      document.body.append(zone);
      return zone;
    });
  });
  root.addEventListener('dragend', hide);
}

/** Files of one window, by the paper clip or dropped on it. */
export function makeAttachments(root, draft, changed) {
  const area = root.querySelector('.GM');
  const input = root.querySelector('input[type=file]');
  const show = (file) => {
    const node = element(card(file));
    onPress(node.querySelector('.vq'), () => {
      node.remove();
      changed();
    });
    area.append(node);
    return () => node.querySelector('[role=progressbar]').remove();
  };
  const attach = async (files) => {
    for (const file of files) {
      const uploaded = show(file);
      await fetch(`/practice/file?u=${account}&draft=${encodeURIComponent(draft.id)}&name=${encodeURIComponent(file.name)}`, {
        method: 'POST',
        headers: { 'Content-Type': file.type || 'application/octet-stream' },
        body: file,
      });
      uploaded();
    }
    changed();
  };
  onPress(root.querySelector('[command=Files]'), () => input.click());
  input.addEventListener('change', () => {
    attach([...input.files]);
    // Gmail empties the input, so that the same file can be chosen again.
    input.value = '';
  });
  root.addEventListener('dragover', (event) => event.dataTransfer?.types.includes('Files') && event.preventDefault());
  root.addEventListener('drop', (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    attach([...event.dataTransfer.files]);
  });
  offerZones(root, attach);
  for (const file of draft.startFiles) show(file)();
}
