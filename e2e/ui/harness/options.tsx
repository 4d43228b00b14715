import { render } from 'preact';
import '../../../src/ui/tokens.css';
import '../../../src/ui/base.css';
import '../../../src/extension/options/options.css';
import { Options } from '../../../src/extension/options/options';
import { sceneFrom } from '../../../src/extension/ui/fake-scene';
import { fakeWorker } from '../../../src/extension/ui/fake-worker';
import { textsOf } from '../../../src/extension/ui/texts-of';
import { Texts } from '../../../src/ui/i18n';

const query = new URLSearchParams(location.search);
const t = await textsOf(query.get('lang') ?? 'en');
const scene = sceneFrom(query);
const worker = fakeWorker(scene);
let notices = false;
const host = {
  readShortcuts: async () => ({ 'toggle-log': 'Alt+Shift+L', 'toggle-track': '' }),
  openShortcutPage: async () => false,
  requestHosts: async () => true,
  mayShowNotices: async () => notices,
  requestNotices: async () => {
    notices = scene.notices;
    return notices;
  },
  removeNotices: async () => {
    notices = false;
    return true;
  },
  version: '0.1.0',
  mailPages: ['https://mail.google.com'],
};
Object.assign(window, { worker });
document.documentElement.lang = t.language;
render(
  <Texts.Provider value={t}>
    <Options worker={worker} host={host} />
  </Texts.Provider>,
  document.getElementById('app') as HTMLElement,
);
